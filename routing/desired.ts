// Computes the listener rules of a service from its routing settings. Pure.
import { COLORS, otherColor } from './model';
import type { Color, Condition, DesiredRule, Forward, Weights } from './model';
import { EVERYBODY, NOBODY, headerPriority, ipsPerSlot, slotPriority } from './slots';

/** The settings of a service that routing depends on, under the environment file's names. */
export interface RoutedService {
  readonly name: string;
  readonly family: string;
  readonly hostnames: readonly string[];
  readonly paths: readonly string[];
  readonly priority: number;
  readonly canary_slots: number;
  readonly canary_header?: { readonly name: string; readonly value: string };
  readonly whitelisted_ips: readonly string[];
  readonly stickiness_seconds?: number;
  readonly active_color: Color;
  readonly activate_canary: boolean;
  readonly green_weight: number;
}

/** Name of a color's target group, unique per account and region. */
export const targetGroupName = (family: string, color: Color): string => `${family}-${color}`;

/** The color that is not active: a release goes to it. */
export const candidateColor = (service: Pick<RoutedService, 'active_color'>): Color => otherColor(service.active_color);

/** Whole percent of ordinary traffic for each color. */
export const weightsOf = (greenWeight: number): Weights => ({ blue: 100 - greenWeight, green: greenWeight });

/** Weights that send everything to one color. */
export const allTo = (color: Color): Weights => weightsOf(color === 'green' ? 100 : 0);

/**
 * The rules of a service, in order of priority: its canary slots, the header slot where one is configured, and the
 * production rule. Their number, identity and priorities depend only on the service's slots and header, never on a release.
 */
export function desiredRules(service: RoutedService): DesiredRule[] {
  const rules = [productionRule(service), ...headerRules(service), ...canaryRules(service)];
  return rules.sort((a, b) => a.priority - b.priority);
}

/** The rules of several services, in order of priority. */
export const desiredRouting = (services: readonly RoutedService[]): DesiredRule[] =>
  services.flatMap(desiredRules).sort((a, b) => a.priority - b.priority);

function productionRule(service: RoutedService): DesiredRule {
  return {
    service: service.name,
    role: 'production',
    priority: service.priority,
    conditions: routeConditions(service),
    action: forward(service, weightsOf(service.green_weight)),
  };
}

function headerRules(service: RoutedService): DesiredRule[] {
  const header = service.canary_header;
  if (!header) return [];
  return [
    {
      service: service.name,
      role: 'header',
      priority: headerPriority(service.priority),
      conditions: [
        ...routeConditions(service),
        { kind: 'http-header', name: header.name, values: [header.value] },
        { kind: 'source-ip', values: service.activate_canary ? EVERYBODY : [NOBODY] },
      ],
      action: forward(service, allTo(candidateColor(service))),
    },
  ];
}

function canaryRules(service: RoutedService): DesiredRule[] {
  const capacity = ipsPerSlot(service.hostnames.length, service.paths.length);
  return Array.from({ length: service.canary_slots }, (_, index) => {
    const ips = service.activate_canary ? service.whitelisted_ips.slice(index * capacity, (index + 1) * capacity) : [];
    return {
      service: service.name,
      role: `canary-${index}` as const,
      priority: slotPriority(service.priority, index),
      conditions: [...routeConditions(service), { kind: 'source-ip', values: ips.length > 0 ? ips : [NOBODY] }],
      action: forward(service, allTo(candidateColor(service))),
    };
  });
}

function routeConditions(service: RoutedService): Condition[] {
  const conditions: Condition[] = [];
  if (service.hostnames.length > 0) conditions.push({ kind: 'host-header', values: service.hostnames });
  if (service.paths.length > 0) conditions.push({ kind: 'path-pattern', values: service.paths });
  return conditions;
}

/** Always both target groups and both weights; stickiness only while traffic is split. */
function forward(service: RoutedService, weights: Weights): Forward {
  const isSplit = weights.blue > 0 && weights.green > 0;
  return {
    kind: 'forward',
    targets: COLORS.map((color) => ({ targetGroup: targetGroupName(service.family, color), weight: weights[color] })),
    stickinessSeconds: isSplit ? (service.stickiness_seconds ?? null) : null,
  };
}
