// Describes a listener rule in words. Pure.
import type { Action, Condition } from '../../routing';
import { onOneLine } from './printable';

/** Describes the parts of a rule that a release changes: its weights and its sources. */
export function describeRule(rule: { readonly conditions: readonly Condition[]; readonly action: Action }): string {
  const sources = rule.conditions.flatMap((condition) => (condition.kind === 'source-ip' ? condition.values : []));
  const from = sources.length > 0 ? `from ${sources.join(', ')}: ` : '';
  return onOneLine(`${from}${describeAction(rule.action)}`);
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

/** The color of one of our target groups; the whole name of a foreign one. */
const shortName = (targetGroup: string): string => /-(blue|green)$/.exec(targetGroup)?.[1] ?? targetGroup;
