// Names of the CloudWatch alarms that a service's stack creates: for who creates them, and for who asks how they stand. Pure.
import { otherColor, targetGroupName } from '../routing';
import type { Color } from '../routing';
import type { Environment, Service } from './schema';

/** What a color is watched for. The names are a contract: dashboards and pages of users rest on them. */
export const ALARM_KINDS = ['5xx', 'errors', 'throttles', 'p95'] as const;

export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Name of one alarm of one color. */
export const alarmName = (service: Service, color: Color, kind: AlarmKind): string =>
  `${targetGroupName(service.family, color)}-${kind}`;

/**
 * The alarms of the candidate that the service's stack creates; none in a sandbox, or where they are switched off. Those of the
 * stable color are left out, since going back to it does not help when it is the one that fails.
 */
export function stackAlarmNames(environment: Environment, service: Service): string[] {
  if (environment.target === 'sandbox' || !service.alarms.enabled) return [];
  const candidate = otherColor(service.active_color);
  return ALARM_KINDS.map((kind) => alarmName(service, candidate, kind));
}
