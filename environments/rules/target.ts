// Rules on the target: what AWS needs, and what the sandbox supports. Pure.
import { COLORS } from '../../routing';
import { at, error } from '../finding';
import type { Finding, Path } from '../finding';
import type { Environment, Service } from '../schema';
import { functionSettings, ownCode } from '../service';

/** On AWS there must be a load balancer, and a network for one that is created. */
export function awsNeeds({ target, network, load_balancer: balancer }: Environment): Finding[] {
  if (target !== 'aws') return [];
  if (!balancer) {
    return [
      error(
        [['load_balancer'], ['target']],
        'load_balancer is missing: on AWS the services need one',
        'Write load_balancer: { create: {} }, or { existing: { listener_arn: arn:… } }',
      ),
    ];
  }
  if (network || !('create' in balancer)) return [];
  return [
    error(
      [['network'], ['load_balancer']],
      'network is missing: a load balancer that is created needs one',
      'Write network: { create: {} }, or { existing: { vpc_id: vpc-…, subnet_ids: […] } }',
    ),
  ];
}

/** A certificate or a listener must be in the environment's region. */
export function regionsAgree({ target, region, load_balancer: balancer }: Environment): Finding[] {
  if (target !== 'aws' || !balancer) return [];
  const [path, arn]: readonly [Path, string | undefined] =
    'create' in balancer
      ? [['load_balancer', 'create', 'certificate_arn'], balancer.create.certificate_arn]
      : [['load_balancer', 'existing', 'listener_arn'], balancer.existing.listener_arn];
  const got = arn?.split(':')[3];
  if (!got || got === region) return [];
  return [
    error(
      [path, ['region']],
      `${arn ?? ''} is in ${got}, but the environment is in ${region}`,
      `Write one in ${region}, or write region: ${got}`,
    ),
  ];
}

/** The sandbox runs packages for Node and Python, on this machine. */
export const sandboxRuns = ({ target, services }: Environment): Finding[] =>
  target === 'aws'
    ? []
    : services.flatMap((service) =>
        COLORS.flatMap((color) => {
          const code = ownCode(service, color);
          if (!code) return [];
          if (code.kind === 'image') {
            return [
              error(
                [at(service, `${color}_image`), ['target']],
                'the sandbox runs packages, not container images',
                `Write ${color}_package: a folder or a zip, with handler and runtime; or write target: aws`,
              ),
            ];
          }
          if (code.source.startsWith('s3://')) {
            return [
              error(
                [at(service, `${color}_package`), ['target']],
                `the sandbox cannot fetch ${JSON.stringify(code.source)}`,
                'Write a folder or a zip on this machine',
              ),
            ];
          }
          const { runtime } = functionSettings(service, color);
          if (runtime === undefined || /^(nodejs|python)\d/.test(runtime)) return [];
          return [
            error(
              [at(service, 'runtime'), at(service, color, 'runtime'), ['target']],
              `the sandbox has no runtime ${JSON.stringify(runtime)}`,
              'Write one for Node or Python, such as nodejs20.x or python3.12',
            ),
          ];
        }),
      );

/** Layers exist only in AWS. */
export const sandboxHasNoLayers = ({ target, services }: Environment): Finding[] =>
  target === 'aws'
    ? []
    : services.flatMap((service) =>
        layersOf(service).map((path) =>
          error(
            [path, ['target']],
            'the sandbox has no Lambda layers',
            'Put their content into the package and remove layers; or write target: aws',
          ),
        ),
      );

const layersOf = (service: Service): Path[] => [
  ...(service.layers?.length ? [at(service, 'layers')] : []),
  ...COLORS.filter((color) => service[color]?.layers?.length).map((color) => at(service, color, 'layers')),
];

/** The sandbox listens on two ports, or on three with HTTPS. */
export function sandboxPorts({ target, sandbox }: Environment): Finding[] {
  if (target !== 'sandbox') return [];
  const fields = (['port', 'control_port', 'https_port'] as const).filter((field) => sandbox[field] !== undefined);
  return fields.flatMap((field, index) => {
    const same = fields.slice(0, index).find((one) => sandbox[one] === sandbox[field]);
    return same === undefined
      ? []
      : [
          error(
            [
              ['sandbox', field],
              ['sandbox', same],
            ],
            `${same} and ${field} are both ${sandbox[field] ?? ''}`,
            `Write another ${field}, such as ${freePort(fields.map((one) => sandbox[one]))}`,
          ),
        ];
  });
}

/** A port that none of these is, near the largest of them where there is room. */
function freePort(taken: readonly (number | undefined)[]): number {
  const candidates = taken.map((port) => (port ?? 0) + 1).filter((port) => port <= 65535 && !taken.includes(port));
  return candidates[0] ?? 8081;
}
