// Builds the minimal IAM policy that ctl needs for an environment. Pure.
import type { Environment } from '../../environments/schema';
import * as actions from './actions';
import { buildArns } from './arns';
import type { Arns } from './arns';

/** What ctl may do: read; change rules too; or everything, through Terraform. */
export type Level = 'read-only' | 'routing' | 'full';

export const LEVELS: readonly Level[] = ['read-only', 'routing', 'full'];

/** One statement of a policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringLike: Readonly<Record<string, readonly string[]>> };
}

/** A policy in the form of IAM. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Most characters of a managed policy, not counting whitespace ("IAM and AWS STS quotas"). */
export const MANAGED_POLICY_CHARACTERS = 6144;

/** Builds the policy of a level for the environment's resources. The account is `*` when the file has none. */
export function buildPolicy(environment: Environment, level: Level): Policy {
  const arns = buildArns(environment);
  const read = [
    allow('ReadRouting', actions.READ_ROUTING, ['*']),
    allow('ReadFunctions', actions.READ_FUNCTIONS, arns.functions),
    allow('ReadImages', actions.READ_IMAGES, arns.repositories),
    allow('ReadMetrics', actions.READ_METRICS, environment.services.length > 0 ? ['*'] : []),
    allow('ReadLogs', actions.READ_LOGS, arns.logs),
    ...readState(arns),
  ];
  const routing = [
    allow('ChangeRules', actions.CHANGE_RULES, arns.rules),
    allow('WarmFunctions', actions.WARM_FUNCTIONS, arns.functions),
    allow('InvokeHooks', actions.INVOKE_HOOKS, arns.hooks),
    allow('PutEvents', actions.PUT_EVENTS, arns.eventBuses),
    ...writeState(arns),
    ...planServices(environment, arns),
  ];
  const Statement = {
    'read-only': read,
    routing: [...read, ...routing],
    full: [...read, ...routing, ...manageServices(arns), ...manageFoundation(environment, arns)],
  }[level];
  return { Version: '2012-10-17', Statement: Statement.filter((statement) => statement.Resource.length > 0) };
}

const planServices = ({ services }: Environment, arns: Arns): Statement[] => [
  allow('PlanFunctions', actions.PLAN_FUNCTIONS, arns.functions),
  allow('PlanRoles', actions.PLAN_ROLES, arns.roles),
  allow('PlanLogs', actions.PLAN_LOGS, arns.logs),
  allow('PlanAlarms', actions.PLAN_ALARMS, arns.alarms),
  allow('PlanSchedules', actions.PLAN_SCHEDULES, arns.schedules),
  allow('Plan', actions.PLAN_ANYTHING, services.length > 0 ? ['*'] : []),
  allow('PlanNetwork', actions.READ_NETWORK, services.some(({ vpc }) => vpc) ? ['*'] : []),
];

const manageServices = (arns: Arns): Statement[] => [
  allow('ManageRouting', actions.MANAGE_ROUTING, [...arns.rules, ...arns.listeners, ...arns.targetGroups]),
  allow('ManageFunctions', actions.MANAGE_FUNCTIONS, arns.functions),
  allow('DeployImages', actions.DEPLOY_IMAGES, arns.repositories),
  allow('DeployLayers', actions.DEPLOY_LAYERS, arns.layers),
  allow('DeployPackages', actions.DEPLOY_PACKAGES, arns.packages),
  allow('ManageRoles', actions.MANAGE_ROLES, arns.roles),
  allow('ManageLogs', actions.MANAGE_LOGS, arns.logs),
  allow('ManageAlarms', actions.MANAGE_ALARMS, arns.alarms),
  allow('ManageSchedules', actions.MANAGE_SCHEDULES, arns.schedules),
];

function manageFoundation({ load_balancer: balancer, network, services }: Environment, arns: Arns): Statement[] {
  const creates = balancer && 'create' in balancer;
  const attaches = services.some(({ vpc }) => vpc && !vpc.security_group_ids);
  return [
    allow('ReadLoadBalancer', [...actions.READ_LOAD_BALANCER, ...actions.READ_NETWORK], ['*']),
    ...(creates
      ? [allow('ManageLoadBalancer', actions.MANAGE_LOAD_BALANCER, [...arns.loadBalancer, ...arns.listeners])]
      : []),
    allow('ManageSecurityGroups', actions.MANAGE_SECURITY_GROUPS, creates || attaches ? ['*'] : []),
    ...(network && 'create' in network ? [allow('ManageNetwork', actions.MANAGE_NETWORK, ['*'])] : []),
  ];
}

const readState = ({ state }: Arns): Statement[] =>
  state
    ? [
        {
          ...allow('ListState', ['s3:ListBucket'], [state.bucket]),
          Condition: { StringLike: { 's3:prefix': state.prefixes } },
        },
        allow('ReadState', ['s3:GetObject'], [state.objects]),
      ]
    : [];

const writeState = ({ state }: Arns): Statement[] =>
  state ? [allow('WriteState', actions.STATE_OBJECTS, [state.objects])] : [];

const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});
