// Rules on what one load balancer and one rule hold ("Quotas for your Application Load Balancers"). Pure.
import { at, error, warning } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';

const TARGET_GROUPS_PER_LOAD_BALANCER = 100;
const WILDCARDS_PER_RULE = 5;

/** Quotas are AWS's: an emulator and the sandbox have none, but what is tried there is meant for AWS. */
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
      `${environment.services.length} services need ${total} rules, and the load balancer takes ${environment.rules_quota}`,
      'Keep fewer canary_slots, write the rules_quota that AWS gave you, or put some services into another environment with a load balancer of its own',
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
      `${environment.services.length} services need ${total} target groups, and a load balancer takes ${TARGET_GROUPS_PER_LOAD_BALANCER}`,
      'Put some services into another environment with a load balancer of its own',
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
        `${wildcards} wildcards in hostnames, paths and canary_header, and a rule takes ${WILDCARDS_PER_RULE}`,
        `Write at most ${WILDCARDS_PER_RULE} of * and ? in all`,
      ),
    ];
  });
