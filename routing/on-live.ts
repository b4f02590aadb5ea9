// Finds the rules of a service on a listener where others have moved them or changed their hosts and paths. Pure.
import { isOurs } from './diff';
import type { Condition, DesiredRule, ObservedRule } from './model';
import { VALUES_PER_RULE } from './slots';

/** The conditions that say which requests belong to a service; a release never changes them. */
const ROUTES: readonly Condition['kind'][] = ['host-header', 'path-pattern'];

/** The hosts and paths among conditions. */
export const routesOf = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.filter(({ kind }) => ROUTES.includes(kind));

/**
 * The same rules, each with the priority, hosts and paths that it has on the listener, so that only weights and sources are left to
 * change. The file of an old checkout has old ones. A rule that is not found stays as it is.
 */
export function placeOnLive(desired: readonly DesiredRule[], observed: readonly ObservedRule[]): DesiredRule[] {
  const found = findOnLive(desired, observed);
  return desired.map((rule) => {
    const live = found.get(rule);
    if (typeof live?.priority !== 'number') return rule;
    return { ...rule, priority: live.priority, conditions: withRoutesOf(rule, live) };
  });
}

/** Its live rule for each rule that has one: at its priority, or else one for the same target groups at another priority. */
export function findOnLive(
  desired: readonly DesiredRule[],
  observed: readonly ObservedRule[],
): ReadonlyMap<DesiredRule, ObservedRule> {
  const found = new Map<DesiredRule, ObservedRule>();
  const free = new Set(observed.filter(({ priority }) => priority !== 'default').sort(byPriority));
  const claim = (fits: (rule: DesiredRule, live: ObservedRule) => boolean): void => {
    for (const rule of desired) {
      const live = found.has(rule) ? undefined : [...free].find((one) => isOurs(rule, one) && fits(rule, one));
      if (!live) continue;
      found.set(rule, live);
      free.delete(live);
    }
  };
  claim((rule, live) => live.priority === rule.priority && hasShapeOf(rule, live));
  claim(hasShapeOf);
  claim((rule, live) => live.priority === rule.priority);
  return found;
}

/** The conditions of a rule with the hosts and paths of its live rule, where that has any and they fit into one rule. */
function withRoutesOf(rule: DesiredRule, live: ObservedRule): readonly Condition[] {
  const routes = routesOf(live.conditions);
  const conditions = [...routes, ...rule.conditions.filter(({ kind }) => !ROUTES.includes(kind))];
  const values = conditions.reduce((sum, condition) => sum + condition.values.length, 0);
  return routes.length === 0 || values > VALUES_PER_RULE ? rule.conditions : conditions;
}

/** Tells a production rule, a header slot and a canary slot apart, whatever their hosts and paths. */
const hasShapeOf = (rule: DesiredRule, live: ObservedRule): boolean => shape(rule) === shape(live);

const shape = ({ conditions }: Pick<ObservedRule, 'conditions'>): string =>
  [...new Set(conditions.map(({ kind }) => kind).filter((kind) => !ROUTES.includes(kind)))].sort().join();

const byPriority = (a: ObservedRule, b: ObservedRule): number => Number(a.priority) - Number(b.priority);
