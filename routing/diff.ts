// Compares desired rules with observed ones. Pure.
import type { Action, Condition, DesiredRule, ObservedRule } from './model';
import { toPercent } from './weights';

/** A part of a rule that can change in place. */
export type RulePart = 'conditions' | 'action';

/** One change of one rule. A change in place keeps the rule's ARN and priority. */
export type Change =
  | { readonly kind: 'create'; readonly rule: DesiredRule }
  | {
      readonly kind: 'modify';
      readonly arn: string;
      readonly rule: DesiredRule;
      readonly before: ObservedRule;
      readonly parts: readonly RulePart[];
    };

/** A desired rule whose priority is taken by a rule that is not ours. */
export interface Conflict {
  readonly rule: DesiredRule;
  readonly observed: ObservedRule;
}

/** What makes the observed rules the desired ones: changes in order of priority, and conflicts that a person must resolve. */
export interface Diff {
  readonly changes: readonly Change[];
  readonly conflicts: readonly Conflict[];
}

/** The part of a rule that decides what happens to which request. */
type Content = Pick<ObservedRule, 'conditions' | 'action'>;

/** Conditions of which a rule has one at most. */
const ONCE: readonly string[] = ['host-header', 'path-pattern'];

/**
 * The changes after which every desired rule exists. A rule is identified by its priority, which never changes. A rule at that
 * priority that is not ours becomes a conflict. Other rules are left alone.
 */
export function diffRules(desired: readonly DesiredRule[], observed: readonly ObservedRule[]): Diff {
  const byPriority = new Map(observed.map((rule) => [rule.priority, rule]));
  const changes: Change[] = [];
  const conflicts: Conflict[] = [];
  for (const rule of [...desired].sort((a, b) => a.priority - b.priority)) {
    const found = byPriority.get(rule.priority);
    if (!found) changes.push({ kind: 'create', rule });
    else if (!isOurs(rule, found)) conflicts.push({ rule, observed: found });
    else {
      const parts = differingParts(rule, found);
      if (parts.length > 0) changes.push({ kind: 'modify', arn: found.arn, rule, before: found, parts });
    }
  }
  return { changes, conflicts };
}

/**
 * True when the observed rule forwards to at least one of the desired rule's target groups, and to no others, whatever others have
 * put around that.
 */
export function isOurs(rule: DesiredRule, observed: ObservedRule): boolean {
  if (observed.action.kind !== 'forward' || observed.action.targets.length === 0) return false;
  const ours = new Set(rule.action.targets.map((target) => target.targetGroup));
  return observed.action.targets.every((target) => ours.has(target.targetGroup));
}

/** The parts of an observed rule that differ from the desired rule, apart from what others have put on it, which stays. */
export function differingParts(rule: Content, observed: Omit<ObservedRule, 'arn' | 'priority'>): RulePart[] {
  const parts: RulePart[] = [];
  if (conditionsKey(conditionsBeside(rule, observed)) !== conditionsKey(observed.conditions)) parts.push('conditions');
  if (actionKey(rule.action) !== actionKey(observed.action)) parts.push('action');
  return parts;
}

/** The desired conditions without those in whose place others have put one of their own, since a rule may have only one. */
export function conditionsBeside(
  rule: Pick<Content, 'conditions'>,
  observed: Pick<ObservedRule, 'kept'>,
): readonly Condition[] {
  const replaced = (observed.kept?.conditions ?? []).map(({ type }) => type).filter((type) => ONCE.includes(type));
  return rule.conditions.filter((condition) => !replaced.includes(condition.kind));
}

/** A key that is equal for equivalent conditions only: order is ignored, and case where ALB ignores it. */
function conditionsKey(conditions: readonly Condition[]): string {
  return JSON.stringify(conditions.map(conditionKey).sort());
}

function conditionKey(condition: Condition): string {
  const values = condition.values.map((value) =>
    typeof value === 'string' ? value : JSON.stringify([value.key ?? '', value.value]),
  );
  const folded = condition.kind === 'host-header' ? values.map((value) => value.toLowerCase()) : values;
  const name = condition.kind === 'http-header' ? condition.name.toLowerCase() : '';
  return JSON.stringify([condition.kind, name, [...folded].sort()]);
}

/** A key that is equal for equal shares of the target groups; one that gets nothing may be left out. */
function actionKey(action: Action): string {
  if (action.kind !== 'forward') return JSON.stringify(action);
  const targets = toPercent(action.targets)
    .filter((target) => target.weight > 0)
    .map((target) => JSON.stringify([target.targetGroup, target.weight]))
    .sort();
  return JSON.stringify([targets, action.stickinessSeconds]);
}
