// Names of the CloudWatch alarms that a service's stack creates, for creating and for reading them. Pure.
import { targetGroupName } from '../routing';
import type { Color } from '../routing';
import type { Environment, Service } from './schema';

/** What the alarms of a color watch. The names are a contract: users' dashboards depend on them. */
export const ALARM_KINDS = ['5xx', 'errors', 'throttles', 'p95'] as const;

export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Name of one alarm of one color. */
export const alarmName = (service: Service, color: Color, kind: AlarmKind): string =>
  `${targetGroupName(service.family, color)}-${kind}`;

/** The alarms of one color that the service's stack creates; none in a sandbox, or when they are disabled. */
export function stackAlarmNames(environment: Environment, service: Service, color: Color): string[] {
  if (environment.target === 'sandbox' || !service.alarms.enabled) return [];
  return ALARM_KINDS.map((kind) => alarmName(service, color, kind));
}
