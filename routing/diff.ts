// Compares desired rules with observed ones. Pure.
import type { Action, Condition, DesiredRule, ObservedRule } from './model';

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

/** True when the observed rule forwards to at least one of the desired rule's target groups, and to no others. */
export function isOurs(rule: DesiredRule, observed: ObservedRule): boolean {
  if (observed.action.kind !== 'forward' || observed.action.targets.length === 0) return false;
  const ours = new Set(rule.action.targets.map((target) => target.targetGroup));
  return observed.action.targets.every((target) => ours.has(target.targetGroup));
}

/** The parts of an observed rule that differ from the desired rule. */
export function differingParts(rule: DesiredRule, observed: ObservedRule): RulePart[] {
  const parts: RulePart[] = [];
  if (conditionsKey(rule.conditions) !== conditionsKey(observed.conditions)) parts.push('conditions');
  if (actionKey(rule.action) !== actionKey(observed.action)) parts.push('action');
  return parts;
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

function actionKey(action: Action): string {
  if (action.kind !== 'forward') return JSON.stringify(action);
  const targets = action.targets.map((target) => JSON.stringify([target.targetGroup, target.weight])).sort();
  return JSON.stringify([targets, action.stickinessSeconds]);
}
