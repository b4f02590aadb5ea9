// The alarms that a rollout checks, which must exist before it begins.
import { stackAlarmNames } from '../../environments/alarm-names';
import { otherColor } from '../../routing';
import type { MetricsSource } from '../metrics';
import type { Alarm } from '../release/judge';
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';

/** An alarm that a rollout listens to. `twin`: the same alarm of the stable color, for those of the service's stack. */
interface WatchedAlarm {
  readonly name: string;
  readonly twin: string | undefined;
}

/** The alarms that the file names, and where it asks for them, those of the candidate in the service's stack. */
function listAlarms(environment: Environment, service: Service): readonly WatchedAlarm[] {
  const named = service.rollout.alarms.map((name) => ({ name, twin: undefined }));
  if (!service.rollout.stack_alarms) return named;
  const twins = stackAlarmNames(environment, service, service.active_color);
  const own = stackAlarmNames(environment, service, otherColor(service.active_color));
  return [...own.map((name, index) => ({ name, twin: twins[index] })), ...named];
}

/** The states of the alarms of a service. One that the stable color has on as well is marked. */
export async function readServiceAlarms(
  source: MetricsSource,
  environment: Environment,
  service: Service,
): Promise<readonly Alarm[]> {
  const watched = listAlarms(environment, service);
  const states = await source.readAlarms([
    ...new Set(watched.flatMap(({ name, twin }) => [name, ...(twin ? [twin] : [])])),
  ]);
  const byName = new Map(states.map((alarm) => [alarm.name, alarm]));
  return watched.flatMap(({ name, twin }) => {
    const alarm = byName.get(name);
    return alarm ? [{ ...alarm, both: twin !== undefined && byName.get(twin)?.state === 'alarm' }] : [];
  });
}

/**
 * Refuses alarms that do not exist, since they can never go off, and those that are on before the candidate has any traffic.
 * @throws {UserError} ALARM_NOT_FOUND with the name of each alarm that does not exist; ALARM_ON with each that is on.
 */
export async function refuseAlarms(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<void> {
  const names = [...new Set(services.flatMap((one) => listAlarms(environment, one).map(({ name }) => name)))];
  if (names.length === 0) return;
  const { openMetrics } = await import('../metrics');
  const alarms = await (await openMetrics(environment, context)).readAlarms(names);
  const missing = alarms.filter((alarm) => alarm.state === 'missing').map((alarm) => alarm.name);
  const [first] = missing;
  if (first === undefined) return refuseOn(environment, alarms);
  const existing = alarms.filter((alarm) => alarm.state !== 'missing').map((alarm) => alarm.name);
  throw new UserError(
    'ALARM_NOT_FOUND',
    `There is no alarm ${missing.map((name) => JSON.stringify(name)).join(', ')} in ${environment.name}`,
    `${didYouMean(first, existing)}. ctl deploy -e ${environment.name} creates those of a service's stack; alarms: { enabled: false } turns them off`,
  );
}

function refuseOn({ name: environment }: Environment, alarms: readonly Alarm[]): void {
  const on = alarms.filter(({ state }) => state === 'alarm').map(({ name, reason }) => `${name}: ${reason}`);
  if (on.length === 0) return;
  throw new UserError(
    'ALARM_ON',
    `${on.length === 1 ? 'An alarm is' : 'Alarms are'} on in ${environment} before the candidate has any traffic, and would roll it back at once:\n${on.map((one) => `  ${one}`).join('\n')}`,
    'Start the rollout when they are off again, or take them out of rollout.alarms',
  );
}
