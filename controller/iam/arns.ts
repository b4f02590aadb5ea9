// The ARNs of an environment's resources, from its file. Pure.
import { parseEcrImage } from '../../environments/ecr-image';
import type { Environment, Service } from '../../environments/schema';
import { parseS3 } from '../../environments/package-source';
import { functionSettings, ownCode } from '../../environments/service';
import { COLORS, targetGroupName } from '../../routing';

/** The partition of AWS that a region belongs to, such as `aws`, or `aws-cn` for cn-north-1 ("Amazon Resource Names"). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** ARNs, each list for one kind of resource. */
export type Arns = ReturnType<typeof buildArns>;

/** Builds the ARNs. The account is `*` when the file has none. */
export function buildArns(environment: Environment) {
  const { services, load_balancer: balancer } = environment;
  const partition = partitionOf(environment.region);
  const arn = (service: string, resource: string, region = environment.region): string =>
    `arn:${partition}:${service}:${region}:${environment.account ?? '*'}:${resource}`;
  const elb = (resource: string): string => arn('elasticloadbalancing', resource);
  const name =
    balancer && 'existing' in balancer
      ? (balancer.existing.listener_arn.split('/')[2] ?? '*')
      : (balancer?.create.name ?? environment.name);
  const colors = services.flatMap(({ family }) => COLORS.map((color) => targetGroupName(family, color)));
  return {
    rules: [elb(`listener-rule/app/${name}/*`)],
    listeners: [elb(`listener/app/${name}/*`)],
    loadBalancer: [elb(`loadbalancer/app/${name}/*`)],
    targetGroups: colors.map((color) => elb(`targetgroup/${color}/*`)),
    functions: colors.flatMap((color) => [arn('lambda', `function:${color}`), arn('lambda', `function:${color}:*`)]),
    repositories: unique(services.flatMap(ecrRepositories).map((resource) => `arn:${partition}:ecr:${resource}`)),
    layers: unique(services.flatMap(layersOf)),
    packages: unique(services.flatMap(packagesOf).map((object) => `arn:${partition}:s3:::${object}`)),
    state: environment.state && stateArns(environment.state, environment.name, partition),
    roles: services.flatMap(({ family }) =>
      // The service's, and one for each color.
      [family, ...COLORS.map((color) => targetGroupName(family, color))].map((name) => arn('iam', `role/${name}`, '')),
    ),
    logs: colors.flatMap((color) => [
      arn('logs', `log-group:/aws/lambda/${color}`),
      arn('logs', `log-group:/aws/lambda/${color}:*`),
    ]),
    alarms: colors.map((color) => arn('cloudwatch', `alarm:${color}-*`)),
    hooks: unique(
      services.flatMap(lambdaHooks).map((hook) => toArn(hook, (name) => arn('lambda', `function:${name}`))),
    ),
    eventBuses: unique(
      services.flatMap(eventBuses).map((bus) => toArn(bus, (name) => arn('events', `event-bus/${name}`))),
    ),
    schedules: services.map(({ family }) => arn('events', `rule/${family}*`)),
  };
}

/** Under this prefix Terraform looks for workspaces whenever it opens a state in S3 ("S3 backend", workspace_key_prefix). */
const WORKSPACES = 'env:/';

/** The bucket of the state, the objects below its prefix, and the prefixes under which it is listed. */
function stateArns({ bucket, prefix }: NonNullable<Environment['state']>, name: string, partition: string) {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const objects = `${prefix ?? `teal/${name}`}/*`;
  return { bucket: arn, objects: `${arn}/${objects}`, prefixes: [objects, WORKSPACES] };
}

/** The file has some resources by name or by ARN. */
const toArn = (text: string, build: (name: string) => string): string => (text.startsWith('arn:') ? text : build(text));

const unique = (all: readonly string[]): string[] => [...new Set(all)];

/** ECR repositories of a service's images: the part of their ARNs from the region on. */
const ecrRepositories = (service: Service): string[] =>
  COLORS.flatMap((color) => {
    const code = ownCode(service, color);
    const image = code?.kind === 'image' ? parseEcrImage(code.uri) : undefined;
    return image ? [`${image.region}:${image.account}:repository/${image.repository}`] : [];
  });

/** Layers of both functions, by the ARNs of their versions. */
const layersOf = (service: Service): readonly string[] =>
  COLORS.flatMap((color) => functionSettings(service, color).layers);

/** Packages of a service that are in S3: bucket and key. */
const packagesOf = (service: Service): string[] =>
  COLORS.flatMap((color) => {
    const code = ownCode(service, color);
    const object = code?.kind === 'package' ? parseS3(code.source) : undefined;
    return object ? [`${object.bucket}/${object.key}`] : [];
  });

/** Functions that are hooks of a service, by name or ARN. */
const lambdaHooks = ({ rollout }: Service): string[] =>
  Object.values(rollout.hooks).flatMap((hooks) => hooks.flatMap((hook) => ('lambda' in hook ? hook.lambda : [])));

/** Event buses that get a service's notifications, by name or ARN. */
const eventBuses = ({ rollout }: Service): string[] =>
  rollout.notify.flatMap((target) => ('event_bus' in target ? target.event_bus : []));
