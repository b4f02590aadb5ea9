// The colors that have traffic by the live rules. Pure.
import { COLORS, desiredRules, differingParts, targetGroupName } from '../../routing';
import type { Color, ObservedRule } from '../../routing';
import type { Service } from '../../environments/schema';

/**
 * The colors to which a live rule of a service sends somebody: the production rule by its weights, a canary rule by where it leads
 * unless it is as while the canary is off.
 */
export function liveServingColors(service: Service, observed: readonly ObservedRule[]): Color[] {
  const live = new Map(observed.map((rule) => [rule.priority, rule]));
  const whenOff = desiredRules({ ...service, activate_canary: false });
  const reached = whenOff.flatMap((rule) => {
    const found = live.get(rule.priority);
    if (found?.action.kind !== 'forward') return [];
    const isOff = rule.role !== 'production' && !differingParts(rule, found).includes('conditions');
    return isOff ? [] : found.action.targets.filter(({ weight }) => weight > 0).map(({ targetGroup }) => targetGroup);
  });
  return COLORS.filter((color) => reached.includes(targetGroupName(service.family, color)));
}
