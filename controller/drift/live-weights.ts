// The weights that are live for a service. Pure.
import { targetGroupName, toPercent } from '../../routing';
import type { Color, ObservedRule, Weights } from '../../routing';
import type { Service } from '../../environments/schema';

/** The weights of the live production rule of a service, in whole percent; null when there is no such rule. */
export function liveWeightsOf(service: Service, rules: readonly ObservedRule[]): Weights | null {
  const rule = rules.find((one) => one.priority === service.priority);
  if (rule?.action.kind !== 'forward') return null;
  const targets = toPercent(rule.action.targets);
  const share = (color: Color): number =>
    Math.round(targets.find((target) => target.targetGroup === targetGroupName(service.family, color))?.weight ?? 0);
  return { blue: share('blue'), green: share('green') };
}
