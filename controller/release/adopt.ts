// The settings that would make a service's file match what is live, as far as the file can express it. Pure.
import { COLORS, NOBODY, desiredRules, differingParts, otherColor, targetGroupName } from '../../routing';
import type { Color, DesiredRule, ObservedRule } from '../../routing';
import type { Service } from '../../environments/schema';
import { changeSettings, refuse } from './decision';
import type { Decision, Settings } from './decision';
import { describeSplit } from './verbs';

/** Takes over the live values of a service's rules; refused, rule by rule, when the live state cannot be expressed in the file. */
export function adopt(service: Service, observed: readonly ObservedRule[]): Decision {
  const live = new Map(observed.map((rule) => [rule.priority, rule]));
  const settings = { ...readSplit(service, live), ...readCanary(service, live) };
  const adopted: Service = { ...service, ...settings };
  const rest = desiredRules(adopted).filter((rule) => {
    const found = live.get(rule.priority);
    return !found || differingParts(rule, found).length > 0;
  });
  if (rest.length === 0)
    return changeSettings(service, settings, summarize(adopted), 'the file matches what is live already');
  return refuse(
    service,
    'LIVE_NOT_EXPRESSIBLE',
    `the file cannot express what is live: ${rest.map((rule) => describeDifference(rule, live.get(rule.priority))).join('; ')}`,
    `Change those rules by hand, or restore those of the file with ctl deploy`,
  );
}

type Live = ReadonlyMap<ObservedRule['priority'], ObservedRule>;

/** The weights of the production rule, if they are whole percent of both colors. */
function readSplit(service: Service, live: Live): Settings {
  const weights = readWeights(service, live.get(service.priority));
  const whole = weights && Number.isInteger(weights.green) && weights.blue + weights.green === 100;
  return whole ? { green_weight: weights.green } : {};
}

/** The addresses in the canary's slots, and the color that the slots lead to, which is the candidate. */
function readCanary(service: Service, live: Live): Settings {
  const slots = desiredRules(service)
    .filter((rule) => rule.role.startsWith('canary-'))
    .sort((a, b) => b.priority - a.priority)
    .map((rule) => live.get(rule.priority));
  const ips = slots.flatMap((rule) => readSources(rule)).filter((ip) => ip !== NOBODY);
  const candidate = COLORS.find((color) => slots.every((rule) => readWeights(service, rule)?.[color] === 100));
  return {
    ...(candidate && { active_color: otherColor(candidate) }),
    activate_canary: ips.length > 0,
    ...(ips.length > 0 && { whitelisted_ips: ips }),
  };
}

function readWeights(service: Service, rule: ObservedRule | undefined): Record<Color, number> | undefined {
  if (rule?.action.kind !== 'forward') return undefined;
  const { targets } = rule.action;
  const weightOf = (color: Color): number =>
    targets.find((target) => target.targetGroup === targetGroupName(service.family, color))?.weight ?? 0;
  return { blue: weightOf('blue'), green: weightOf('green') };
}

const readSources = (rule: ObservedRule | undefined): readonly string[] =>
  rule?.conditions.flatMap((condition) => (condition.kind === 'source-ip' ? condition.values : [])) ?? [];

function describeDifference(rule: DesiredRule, live: ObservedRule | undefined): string {
  const name = `${rule.role} (rule ${rule.priority})`;
  if (!live) return `${name} does not exist`;
  return `${name} differs in ${differingParts(rule, live).join(' and ')}`;
}

const summarize = (service: Service): string =>
  `${describeSplit(service.green_weight)}, ${service.active_color} active, canary ${
    service.activate_canary ? `on for ${service.whitelisted_ips.join(', ')}` : 'off'
  }`;
