// What a service's file would have to say so that it says what is live, as far as a file can say it. Pure.
import { COLORS, NOBODY, desiredRules, differingParts, otherColor, targetGroupName } from '../../routing';
import type { Color, DesiredRule, ObservedRule } from '../../routing';
import type { Service } from '../../environments/schema';
import { changeTo, refuse } from './decision';
import type { Decision, Settings } from './decision';
import { split } from './verbs';

/** Takes the live values of a service's rules over; refused, rule by rule, where the file has no words for what is live. */
export function adopt(service: Service, observed: readonly ObservedRule[]): Decision {
  const live = new Map(observed.map((rule) => [rule.priority, rule]));
  const settings = { ...splitOf(service, live), ...canaryOf(service, live) };
  const adopted: Service = { ...service, ...settings };
  const rest = desiredRules(adopted).filter((rule) => {
    const found = live.get(rule.priority);
    return !found || differingParts(rule, found).length > 0;
  });
  if (rest.length === 0) return changeTo(service, settings, summaryOf(adopted), 'the file says what is live already');
  return refuse(
    service,
    'LIVE_NOT_EXPRESSIBLE',
    `the file has no words for what is live: ${rest.map((rule) => fault(rule, live.get(rule.priority))).join('; ')}`,
    `Change those rules by hand, or put back what the file says with ctl deploy`,
  );
}

type Live = ReadonlyMap<ObservedRule['priority'], ObservedRule>;

/** The weights of the production rule, where they are whole percent of both colors. */
function splitOf(service: Service, live: Live): Settings {
  const weights = weightsIn(service, live.get(service.priority));
  return weights && weights.blue + weights.green === 100 ? { green_weight: weights.green } : {};
}

/** Whom the canary's slots let through, and to which color: that one is the candidate. */
function canaryOf(service: Service, live: Live): Settings {
  const slots = desiredRules(service)
    .filter((rule) => rule.role.startsWith('canary-'))
    .sort((a, b) => b.priority - a.priority)
    .map((rule) => live.get(rule.priority));
  const ips = slots.flatMap((rule) => sourcesOf(rule)).filter((ip) => ip !== NOBODY);
  const candidate = COLORS.find((color) => slots.every((rule) => weightsIn(service, rule)?.[color] === 100));
  return {
    ...(candidate && { active_color: otherColor(candidate) }),
    activate_canary: ips.length > 0,
    ...(ips.length > 0 && { whitelisted_ips: ips }),
  };
}

function weightsIn(service: Service, rule: ObservedRule | undefined): Record<Color, number> | undefined {
  if (rule?.action.kind !== 'forward') return undefined;
  const { targets } = rule.action;
  const weightOf = (color: Color): number =>
    targets.find((target) => target.targetGroup === targetGroupName(service.family, color))?.weight ?? 0;
  return { blue: weightOf('blue'), green: weightOf('green') };
}

const sourcesOf = (rule: ObservedRule | undefined): readonly string[] =>
  rule?.conditions.flatMap((condition) => (condition.kind === 'source-ip' ? condition.values : [])) ?? [];

function fault(rule: DesiredRule, live: ObservedRule | undefined): string {
  const name = `${rule.role} (rule ${rule.priority})`;
  if (!live) return `${name} is gone`;
  return `${name} has other ${differingParts(rule, live).join(' and ')}`;
}

const summaryOf = (service: Service): string =>
  `${split(service.green_weight)}, ${service.active_color} active, canary ${
    service.activate_canary ? `on for ${service.whitelisted_ips.join(', ')}` : 'off'
  }`;
