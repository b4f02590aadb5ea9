// The alarms that a rollout checks, which must exist before it begins.
import { stackAlarmNames } from '../../environments/alarm-names';
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';

/** Alarms of the candidate: those of the service's stack, and those that the file names. */
export const listAlarmNames = (environment: Environment, service: Service): readonly string[] => [
  ...new Set([...stackAlarmNames(environment, service), ...service.rollout.alarms]),
];

/**
 * Refuses alarms that do not exist, since they can never go off.
 * @throws {UserError} ALARM_NOT_FOUND, with the name of each alarm that does not exist.
 */
export async function refuseMissingAlarms(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<void> {
  const names = [...new Set(services.flatMap((service) => listAlarmNames(environment, service)))];
  if (names.length === 0) return;
  const { openMetrics } = await import('../metrics');
  const alarms = await (await openMetrics(environment, context)).readAlarms(names);
  const missing = alarms.filter((alarm) => alarm.state === 'missing').map((alarm) => alarm.name);
  const [first] = missing;
  if (first === undefined) return;
  const existing = alarms.filter((alarm) => alarm.state !== 'missing').map((alarm) => alarm.name);
  throw new UserError(
    'ALARM_NOT_FOUND',
    `There is no alarm ${missing.map((name) => JSON.stringify(name)).join(', ')} in ${environment.name}`,
    `${didYouMean(first, existing)}. ctl deploy -e ${environment.name} creates those of a service's stack; alarms: { enabled: false } turns them off`,
  );
}
