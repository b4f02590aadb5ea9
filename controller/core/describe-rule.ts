// Describes a listener rule in words. Pure.
import { toPercent } from '../../routing';
import type { Action, Condition, Kept } from '../../routing';
import { onOneLine } from './printable';

/** The parts of a rule that are described. */
interface Described {
  readonly conditions: readonly Condition[];
  readonly action: Action;
  readonly kept?: Kept;
}

/**
 * Describes the parts of a rule that a release changes, its weights and its sources, and what others have put on it; and its other
 * conditions where `beside`, the other side of a comparison, has other ones. Target groups are shown by their color, and by their whole
 * names where those of the two sides are of two families.
 */
export function describeRule(rule: Described, beside?: Described): string {
  const sources = rule.conditions.flatMap((condition) => (condition.kind === 'source-ip' ? condition.values : []));
  const from = sources.length > 0 ? `from ${sources.join(', ')}: ` : '';
  const kept = rule.kept ? `, with ${describeKept(rule.kept)}` : '';
  const conditions = describeConditions(rule.conditions);
  const where = beside && describeConditions(beside.conditions) !== conditions ? `, for ${conditions}` : '';
  return onOneLine(`${from}${describeAction(rule.action, beside?.action)}${where}${kept}`);
}

/** The conditions of a rule in any order; its sources only where they are asked for. */
export function describeConditions(conditions: readonly Condition[], sources?: 'with sources'): string {
  const described = conditions.flatMap((condition) => {
    if (condition.kind === 'source-ip' && !sources) return [];
    const name = condition.kind === 'http-header' ? `${condition.kind} ${condition.name}` : condition.kind;
    const values = condition.values.map((value) =>
      typeof value === 'string' ? value : `${value.key ?? '*'}=${value.value}`,
    );
    return [`${name} ${values.sort().join(' or ')}`];
  });
  return described.length === 0 ? 'every request' : described.sort().join(' and ');
}

/** What others have put on a rule, in the words of the API. */
export const describeKept = ({ actions, conditions, transforms }: Kept): string =>
  [
    ...actions.map(({ type }) => type),
    ...conditions.map(({ type, regex }) =>
      regex ? `${type} matching ${regex.join(' or ')}` : `a condition on ${type}`,
    ),
    ...transforms.map(({ type }) => type),
  ].join(', ');

/** A weight in percent, with one decimal where it is not whole. */
export const formatPercent = (percent: number): string =>
  `${Number.isInteger(percent) ? percent : percent.toFixed(1)} %`;

function describeAction(action: Action, beside: Action | undefined): string {
  switch (action.kind) {
    case 'forward': {
      const families = new Set([action, beside].flatMap(familiesOf));
      const sticky = action.stickinessSeconds === null ? '' : `, sticky for ${action.stickinessSeconds} s`;
      const shares = toPercent(action.targets).map(
        ({ targetGroup, weight }) =>
          `${families.size > 1 ? targetGroup : shortName(targetGroup)} ${formatPercent(weight)}`,
      );
      return `${shares.join(', ')}${sticky}`;
    }
    case 'fixed-response':
      return `answers ${action.status}`;
    case 'redirect':
      return `redirects with ${action.status}`;
    case 'other':
      return action.type;
  }
}

const COLORED = /^(.*)-(blue|green)$/;

/** The color of one of our target groups; the whole name of a foreign one. */
const shortName = (targetGroup: string): string => COLORED.exec(targetGroup)?.[2] ?? targetGroup;

/** The families of the target groups that are named like ours. */
const familiesOf = (action: Action | undefined): string[] =>
  action?.kind === 'forward' ? action.targets.flatMap(({ targetGroup }) => COLORED.exec(targetGroup)?.[1] ?? []) : [];
