// The function of a target group: register, deregister, describe.
import { functionArn, parseFunction } from '../../arns';
import type { State, TargetGroup } from '../../state';
import { ApiError, invalid } from '../errors';
import { members, text } from '../params';
import type { Params } from '../params';
import type { QueryAction } from '../query-action';
import type { ControlPlaneContext } from '../context';
import { findTargetGroup, findRulesOf, withTargetGroup } from './target-groups';

const SERVICE = 'elasticloadbalancing.amazonaws.com';

export const registerTargets: QueryAction = (context, params) => {
  const group = findTargetGroup(context.store.read(), params);
  const [target, ...others] = targetIds(params);
  if (target === undefined) throw invalid('At least one target must be specified');
  if (others.length > 0 || (group.target !== undefined && group.target !== target)) {
    throw new ApiError('TooManyTargets', `Target group '${group.arn}' can have one Lambda function only`);
  }
  mustBeFunction(context, target);
  if (!isPermitted(context.store.read(), target, group)) {
    throw new ApiError(
      'AccessDenied',
      `elasticloadbalancing principal does not have permission to invoke ${target} from target group ${group.arn}`,
      403,
    );
  }
  context.store.update((state) => withTargetGroup(state, { ...group, target }));
  return {};
};

export const deregisterTargets: QueryAction = (context, params) => {
  const group = findTargetGroup(context.store.read(), params);
  const gone = targetIds(params).includes(group.target ?? '');
  if (gone) context.store.update((state) => withTargetGroup(state, { ...group, target: undefined }));
  return {};
};

export const describeTargetHealth: QueryAction = (context, params) => {
  const state = context.store.read();
  const group = findTargetGroup(state, params);
  const registered = group.target === undefined ? [] : [group.target];
  const asked = targetIds(params);
  return {
    TargetHealthDescriptions: (asked.length > 0 ? asked : registered).map((id) => ({
      Target: { Id: id },
      TargetHealth: describeHealth(id === group.target, findRulesOf(state, group).length > 0),
    })),
  };
};

function describeHealth(isRegistered: boolean, isUsed: boolean): object {
  if (!isRegistered) {
    const Description = 'Target is not registered to the target group';
    return { State: 'unused', Reason: 'Target.NotRegistered', Description };
  }
  if (!isUsed) {
    const Description = 'Target group is not configured to receive traffic from the load balancer';
    return { State: 'unused', Reason: 'Target.NotInUse', Description };
  }
  const Description = 'Health checks are not enabled for this target';
  return { State: 'unavailable', Reason: 'Target.HealthCheckDisabled', Description };
}

const targetIds = (params: Params): string[] =>
  (members(params, 'Targets') ?? []).flatMap((target) => text(target, 'Id') ?? []);

function mustBeFunction(context: ControlPlaneContext, target: string): void {
  const named = target.startsWith('arn:') ? parseFunction(target) : undefined;
  const expected = named && functionArn(context.place, named.name, named.qualifier);
  if (target !== expected) {
    throw new ApiError('InvalidTarget', `The target '${target}' is not a Lambda function of this account and region`);
  }
}

/** True when the load balancer may invoke the function through the same qualifier, from this target group. */
function isPermitted(state: State, target: string, group: TargetGroup): boolean {
  const named = parseFunction(target);
  const fn = state.functions.find((one) => one.name === named?.name);
  return (fn?.statements ?? []).some(
    (statement) =>
      statement.qualifier === named?.qualifier &&
      statement.principal === SERVICE &&
      ['lambda:InvokeFunction', 'lambda:*'].includes(statement.action) &&
      (statement.sourceArn === undefined || arnLike(statement.sourceArn, group.arn)),
  );
}

/** The ArnLike operator of a policy: `*` and `?` are wildcards. */
function arnLike(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(arn);
}
