// Changes the rules of a listener by their cached ARNs, without reading them first, and reads them again if an ARN is stale.
import type { Environment } from '../../environments/schema';
import type { Change, ObservedRule } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { cacheRules, readCache } from '../workspace/cache';
import type { CachedArns } from '../workspace/cache';
import { openElbv2 } from './elbv2';
import type { Elbv2 } from './elbv2';
import { toModifyInput } from './elbv2-input';
import { toObservedRule, listTargetGroups } from './elbv2-observed';
import { isAwsError } from './errors';
import { findListener } from './find-listener';

/** Most rules that are read by their ARNs in one call; a listener's page holds more. */
const ARNS_PER_CALL = 20;

/** Rules that are changed by their ARN. Every method throws a UserError with a hint when the call fails. */
export interface LiveRules {
  /** ARN of the listener; undefined until it is known. */
  listener(): string | undefined;
  /** Makes one ModifyRule call with only the parts that differ. */
  modify(change: Extract<Change, { kind: 'modify' }>): Promise<void>;
  /** Reads these rules only; undefined when there are too many for one call, none, or one that does not exist. */
  readOnly(arns: readonly string[]): Promise<ObservedRule[] | undefined>;
  /** Reads every rule of the listener; finds the listener first if it is unknown or no longer exists. */
  read(): Promise<ObservedRule[]>;
}

/**
 * Reads every live rule of an environment's listener.
 * @throws {UserError} when the listener cannot be found or read.
 */
export async function readLiveRules(context: Context, environment: Environment): Promise<ObservedRule[]> {
  const cached = readCache(context.root, environment.name)?.arns ?? null;
  return (await openLiveRules(environment, context, cached)).read();
}

/** Opens the rules of an environment. `known` is what an earlier run cached. Makes no call yet. */
export async function openLiveRules(
  environment: Environment,
  context: Context,
  known: CachedArns | null,
): Promise<LiveRules> {
  const api = await openElbv2(environment, context);
  const targetGroups = new Map(Object.entries(known?.targetGroups ?? {}));
  let listener = known?.listener;
  const readRules = async (arn: string) => {
    const rules = await api.rules(arn);
    for (const [name, group] of listTargetGroups(rules)) targetGroups.set(name, group);
    const observed = rules.map(toObservedRule);
    cacheRules(context, environment, arn, observed, targetGroups);
    return observed;
  };
  return {
    listener: () => listener,
    modify: async ({ arn, rule, before, parts }) => {
      if (parts.includes('action')) await findTargetGroups(api, rule.action.targets, targetGroups);
      await api.modifyRule(
        arn,
        toModifyInput({ rule, before, parts }, (name) => targetGroups.get(name) ?? name),
      );
    },
    readOnly: async (arns) => {
      if (arns.length === 0 || arns.length > ARNS_PER_CALL) return undefined;
      const rules = await api.rulesByArn(arns);
      for (const [name, group] of listTargetGroups(rules ?? [])) targetGroups.set(name, group);
      return rules?.map(toObservedRule);
    },
    read: async () => {
      if (listener !== undefined) {
        try {
          return await readRules(listener);
        } catch (error) {
          if (!isListenerGone(error)) throw error;
        }
      }
      listener = await findListener(api, environment);
      return readRules(listener);
    },
  };
}

async function findTargetGroups(
  api: Elbv2,
  targets: readonly { readonly targetGroup: string }[],
  known: Map<string, string>,
): Promise<void> {
  const unknown = targets.map((target) => target.targetGroup).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  for (const group of await api.targetGroups(unknown)) {
    if (group.TargetGroupName !== undefined && group.TargetGroupArn !== undefined) {
      known.set(group.TargetGroupName, group.TargetGroupArn);
    }
  }
}

const isListenerGone = (error: unknown): boolean =>
  error instanceof UserError && isAwsError(error.cause, 'ListenerNotFound');
