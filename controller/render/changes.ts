// Changes in words, one line each: what it is, what it was and what it becomes. Pure.
import type { Action, Change, Condition } from '../../routing';
import type { PlannedChange } from '../change/planned-change';
import type { Style } from '../core/style';

/** The lines for a list of changes. */
export const describeChanges = (changes: readonly PlannedChange[], style: Style): string[] =>
  changes.map((change) => describeChange(change, style));

function describeChange(planned: PlannedChange, style: Style): string {
  switch (planned.kind) {
    case 'rule':
      return describeRuleChange(planned.change, style);
    case 'terraform': {
      const changed = planned.changed.length > 0 && isUpdate(planned.actions) ? `: ${planned.changed.join(', ')}` : '';
      return `${mark(planned.actions, style)} ${planned.stack}: ${planned.address}${changed}`;
    }
    case 'sandbox':
      return `${mark([planned.action], style)} ${planned.resource}${planned.detail ? `: ${planned.detail}` : ''}`;
  }
}

function describeRuleChange(change: Change, style: Style): string {
  const name = `${change.rule.service} ${change.rule.role} (rule ${change.rule.priority})`;
  if (change.kind === 'create') return `${mark(['create'], style)} ${name}: ${describeRule(change.rule)}`;
  return `${mark(['update'], style)} ${name}: ${describeRule(change.before)} → ${describeRule(change.rule)}`;
}

/** A rule by what a release changes in it: its weights, and its sources. */
export function describeRule(rule: { readonly conditions: readonly Condition[]; readonly action: Action }): string {
  const sources = rule.conditions.flatMap((condition) => (condition.kind === 'source-ip' ? condition.values : []));
  const from = sources.length > 0 ? `from ${sources.join(', ')}: ` : '';
  return `${from}${describeAction(rule.action)}`;
}

function describeAction(action: Action): string {
  switch (action.kind) {
    case 'forward': {
      const sticky = action.stickinessSeconds === null ? '' : `, sticky for ${action.stickinessSeconds} s`;
      return `${action.targets.map((target) => `${shortName(target.targetGroup)} ${target.weight} %`).join(', ')}${sticky}`;
    }
    case 'fixed-response':
      return `answers ${action.status}`;
    case 'redirect':
      return `redirects with ${action.status}`;
    case 'other':
      return action.type;
  }
}

/** The color of a target group of ours; the whole name of another. */
const shortName = (targetGroup: string): string => /-(blue|green)$/.exec(targetGroup)?.[1] ?? targetGroup;

const isUpdate = (actions: readonly string[]): boolean => actions.length === 1 && actions[0] === 'update';

function mark(actions: readonly string[], style: Style): string {
  if (actions.includes('delete')) return style.red(actions.includes('create') ? '±' : '-');
  return actions.includes('create') ? style.green('+') : style.yellow('~');
}
