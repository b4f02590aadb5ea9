// Rules on the quotas of a load balancer and of a rule ("Quotas for your Application Load Balancers"), and of a function ("Lambda
// quotas"). Pure.
import { COLORS } from '../../routing';
import { at, error, warning } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';

const TARGET_GROUPS_PER_LOAD_BALANCER = 100;
const WILDCARDS_PER_RULE = 5;
const VARIABLES_BYTES = 4096;

/** Only AWS has quotas. An emulator and the sandbox have none, but what is tested there is meant for AWS. */
const severity = ({ target, emulator_endpoint }: Environment) =>
  target === 'aws' && emulator_endpoint === undefined ? error : warning;

const ruleCount = (service: Service): number => 1 + service.canary_slots + (service.canary_header ? 1 : 0);

/** Production rules, canary slots and headers' rules together. */
export function rulesPerLoadBalancer(environment: Environment): Finding[] {
  const total = environment.services.reduce((sum, service) => sum + ruleCount(service), 0);
  if (total <= environment.rules_quota) return [];
  return [
    severity(environment)(
      [['services']],
      `${environment.services.length} services need ${total} rules, but the load balancer allows ${environment.rules_quota}`,
      'Write fewer canary_slots, write the rules_quota that AWS granted, or move some services to another environment with its own load balancer',
    ),
  ];
}

/** Two target groups for each service. */
export function targetGroupsPerLoadBalancer(environment: Environment): Finding[] {
  const total = environment.services.length * 2;
  if (total <= TARGET_GROUPS_PER_LOAD_BALANCER) return [];
  return [
    severity(environment)(
      [['services']],
      `${environment.services.length} services need ${total} target groups, but a load balancer allows ${TARGET_GROUPS_PER_LOAD_BALANCER}`,
      'Move some services to another environment with its own load balancer',
    ),
  ];
}

/** Wildcards of all conditions of a rule together; the header's rule has the most. */
export const wildcardsPerRule = ({ services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const texts = [...service.hostnames, ...service.paths, service.canary_header?.value ?? ''];
    const wildcards = texts.join('').replace(/[^*?]/g, '').length;
    if (wildcards <= WILDCARDS_PER_RULE) return [];
    return [
      error(
        [
          at(service, /[*?]/.test(service.hostnames.join('')) ? 'hostnames' : 'paths'),
          at(service, 'hostnames'),
          at(service, 'paths'),
        ],
        `${wildcards} wildcards in hostnames, paths and canary_header, but a rule allows ${WILDCARDS_PER_RULE}`,
        `Write at most ${WILDCARDS_PER_RULE} of * and ? in all`,
      ),
    ];
  });

/** All environment variables of a function together. Lambda measures them as JSON, with their names, quotes and escapes. */
export const variablesPerFunction = ({ services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const [largest] = COLORS.map((color) => {
      const variables = { ...service.environment, ...service[color]?.environment };
      return { color, bytes: Buffer.byteLength(JSON.stringify(variables)) };
    }).sort((a, b) => b.bytes - a.bytes);
    if (!largest || largest.bytes <= VARIABLES_BYTES) return [];
    const { color, bytes } = largest;
    const [own, block] = [at(service, 'environment'), at(service, color, 'environment')];
    return [
      error(
        service.environment ? [own, block] : [block, own],
        `the environment variables of ${color} have ${bytes} bytes with their names, as JSON, but Lambda accepts ${VARIABLES_BYTES} for a function`,
        'Write fewer or shorter ones, or let the function read long values from Parameter Store, Secrets Manager or S3',
      ),
    ];
  });
