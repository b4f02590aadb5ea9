// Implements the Router port with the ELBv2 API: reads, changes and verifies the rules of an environment's listener.
import type { Environment } from '../../environments/schema';
import { differingParts } from '../../routing';
import type { Change, DesiredRule, Mismatch, ObservedRule, Router } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { cacheRules } from '../workspace/cache';
import { openElbv2 } from './elbv2';
import type { Elbv2 } from './elbv2';
import { toConditionInput, toForwardInput, toModifyInput } from './elbv2-input';
import { toObservedRule, parseTargetGroupName, listTargetGroups } from './elbv2-observed';
import { findListener } from './find-listener';

/** Options of a router. */
export interface RouterOptions {
  /** Rules per page of DescribeRules; the API's default when left out. */
  readonly pageSize?: number;
}

/** The ARN of each target group that a router has read, by name. */
type TargetGroupArns = Map<string, string>;

/** Opens the listener of an environment. Throws a UserError when it does not exist or access is denied. */
export async function createRouter(
  environment: Environment,
  context: Context,
  options: RouterOptions = {},
): Promise<Router> {
  const api = await openElbv2(environment, context, options.pageSize);
  const listener = await findListener(api, environment);
  const known: TargetGroupArns = new Map();

  const read = async (): Promise<ObservedRule[]> => {
    const rules = await api.rules(listener);
    for (const [name, arn] of listTargetGroups(rules)) known.set(name, arn);
    const observed = rules.map(toObservedRule);
    cacheRules(context, environment, listener, observed, known);
    return observed;
  };
  return {
    read,
    apply: async (changes) => {
      await findTargetGroups(api, environment, changes, known);
      for (const change of changes) {
        await applyChange(api, listener, change, known);
        context.boundary('rule-changed');
      }
    },
    verify: async (desired) => findMismatches(desired, await read()),
  };
}

/** Desired rules that differ from the live ones in priority, conditions, weights or stickiness. Pure. */
export function findMismatches(desired: readonly DesiredRule[], observed: readonly ObservedRule[]): Mismatch[] {
  return desired.flatMap((rule) => {
    const found = observed.find((one) => one.priority === rule.priority);
    return found && differingParts(rule, found).length === 0 ? [] : [{ rule, observed: found }];
  });
}

async function applyChange(api: Elbv2, listener: string, change: Change, known: TargetGroupArns): Promise<void> {
  const arnOf = (name: string): string => known.get(name) ?? name;
  if (change.kind === 'modify') return api.modifyRule(change.arn, toModifyInput(change, arnOf));
  return api.createRule(listener, change.rule.priority, {
    Conditions: change.rule.conditions.map(toConditionInput),
    Actions: [toForwardInput(change.rule.action, arnOf)],
  });
}

/** Looks up the target groups that the changes need, before the first change is made. */
async function findTargetGroups(
  api: Elbv2,
  environment: Environment,
  changes: readonly Change[],
  known: TargetGroupArns,
): Promise<void> {
  const needed = changes
    .filter((change) => change.kind === 'create' || change.parts.includes('action'))
    .flatMap((change) => change.rule.action.targets.map((target) => target.targetGroup));
  const unknown = [...new Set(needed)].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  for (const group of await api.targetGroups(unknown)) {
    if (group.TargetGroupArn !== undefined) known.set(parseTargetGroupName(group.TargetGroupArn), group.TargetGroupArn);
  }
  const missing = unknown.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  throw new UserError(
    'NOT_FOUND',
    `${missing.length === 1 ? 'The target group' : 'The target groups'} ${missing.join(', ')} of ${environment.name} ${missing.length === 1 ? 'does' : 'do'} not exist.`,
    `Create what is missing first: ctl deploy -e ${environment.name}.`,
  );
}
