// The least that ctl needs in AWS for an environment, as IAM policies. Pure.
import type { Environment } from '../../environments/schema';
import { COLORS, targetGroupName } from '../../routing';
import * as actions from './actions';
import { eventBuses, lambdaHooks, repositories } from './resources';
import { partitionOf } from './partition';

/** How much ctl is to be able to do: look; change rules too; or everything, through Terraform. */
export type Level = 'read-only' | 'routing' | 'full';

export const LEVELS: readonly Level[] = ['read-only', 'routing', 'full'];

/** One statement of a policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A policy as IAM takes it. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Most characters of a managed policy, blanks not counted ("IAM and AWS STS quotas"). */
export const MANAGED_POLICY_CHARACTERS = 6144;

/** The policy of a level. Resources are those of the environment; an account that the file does not name is `*`. */
export function policyOf(environment: Environment, level: Level): Policy {
  const arns = arnsOf(environment);
  const read = [
    allow('ReadRouting', actions.READ_ROUTING, ['*']),
    allow('ReadFunctions', actions.READ_FUNCTIONS, arns.functions),
    allow('ReadImages', actions.READ_IMAGES, arns.repositories),
    allow('ReadMetrics', actions.READ_METRICS, environment.services.length > 0 ? ['*'] : []),
    ...readState(environment),
  ];
  const routing = [
    allow('ChangeRules', actions.CHANGE_RULES, arns.rules),
    allow('WarmFunctions', actions.WARM_FUNCTIONS, arns.functions),
    allow('InvokeHooks', actions.INVOKE_HOOKS, arns.hooks),
    allow('PutEvents', actions.PUT_EVENTS, arns.eventBuses),
    ...lockState(environment),
  ];
  const Statement = {
    'read-only': read,
    routing: [...read, ...routing],
    full: [...read, ...routing, ...services(arns), ...foundation(environment, arns)],
  }[level];
  return { Version: '2012-10-17', Statement: Statement.filter((statement) => statement.Resource.length > 0) };
}

type Arns = ReturnType<typeof arnsOf>;

function arnsOf(environment: Environment) {
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
    repositories: distinct(services.flatMap(repositories).map((image) => `arn:${partition}:ecr:${image}`)),
    roles: services.map(({ family }) => arn('iam', `role/${family}`, '')),
    logs: colors.flatMap((color) => [
      arn('logs', `log-group:/aws/lambda/${color}`),
      arn('logs', `log-group:/aws/lambda/${color}:*`),
    ]),
    alarms: colors.map((color) => arn('cloudwatch', `alarm:${color}-*`)),
    hooks: distinct(
      services.flatMap(lambdaHooks).map((hook) => named(hook, (name) => arn('lambda', `function:${name}`))),
    ),
    eventBuses: distinct(
      services.flatMap(eventBuses).map((bus) => named(bus, (name) => arn('events', `event-bus/${name}`))),
    ),
    schedules: services.map(({ family }) => arn('events', `rule/${family}*`)),
  };
}

/** What the file gives by name or ARN. */
const named = (text: string, arnOf: (name: string) => string): string => (text.startsWith('arn:') ? text : arnOf(text));

const distinct = (all: readonly string[]): string[] => [...new Set(all)];

const services = (arns: Arns): Statement[] => [
  allow('ManageRouting', actions.MANAGE_ROUTING, [...arns.rules, ...arns.listeners, ...arns.targetGroups]),
  allow('ManageFunctions', actions.MANAGE_FUNCTIONS, arns.functions),
  allow('ManageRoles', actions.MANAGE_ROLES, arns.roles),
  allow('ManageLogs', actions.MANAGE_LOGS, arns.logs),
  allow('ManageAlarms', actions.MANAGE_ALARMS, arns.alarms),
  allow('ManageSchedules', actions.MANAGE_SCHEDULES, arns.schedules),
  allow('List', actions.LIST_ANYTHING, ['*']),
];

function foundation({ load_balancer: balancer, network }: Environment, arns: Arns): Statement[] {
  const own = balancer && 'create' in balancer;
  return [
    allow('ReadLoadBalancer', [...actions.READ_LOAD_BALANCER, ...actions.READ_NETWORK], ['*']),
    ...(own
      ? [
          allow('ManageLoadBalancer', actions.MANAGE_LOAD_BALANCER, [...arns.loadBalancer, ...arns.listeners]),
          allow('ManageSecurityGroups', actions.MANAGE_SECURITY_GROUPS, ['*']),
        ]
      : []),
    ...(network && 'create' in network ? [allow('ManageNetwork', actions.MANAGE_NETWORK, ['*'])] : []),
  ];
}

function readState({ state, name }: Environment): Statement[] {
  if (!state) return [];
  const bucket = `arn:aws:s3:::${state.bucket}`;
  return [
    allow('ListState', ['s3:ListBucket'], [bucket]),
    allow('ReadState', ['s3:GetObject'], [`${bucket}/${state.prefix ?? `teal/${name}`}*`]),
  ];
}

const lockState = ({ state, name }: Environment): Statement[] =>
  state
    ? [allow('WriteState', actions.STATE_OBJECTS, [`arn:aws:s3:::${state.bucket}/${state.prefix ?? `teal/${name}`}*`])]
    : [];

const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});
