// Refuses to start a rollout of a service that has an open one.
import { UserError } from '../core/errors';
import { isDriven, isUnfinished } from '../rollout-store';
import type { ReadRollouts, StoredRollout } from '../rollout-store';

/**
 * Refuses a rollout of services that have an open one.
 * @throws {UserError} ROLLOUT_UNFINISHED, naming it and the ways out; another code when one cannot be read, which may be open.
 */
export function refuseUnfinished({ rollouts, damaged }: ReadRollouts, services: readonly string[]): void {
  const [unreadable] = damaged;
  if (unreadable) throw unreadable;
  const open = rollouts.find((one) => isUnfinished(one) && services.some((name) => one.state.services.includes(name)));
  if (!open) return;
  const { id, environment, services: names, by } = open.state;
  const which = `${names[0] ?? ''} -e ${environment}`;
  const goOn = isDriven(open)
    ? `ctl rollout status --watch -e ${environment} shows it`
    : `ctl rollout resume ${which} continues it`;
  throw new UserError(
    'ROLLOUT_UNFINISHED',
    `Rollout ${id} of ${names.join(', ')} ${describeStage(open)}, started by ${by}`,
    `${goOn}, ctl rollout abort ${which} rolls back`,
  );
}

function describeStage(open: StoredRollout): string {
  const { state } = open;
  if (state.pause) return 'is paused';
  if (!isDriven(open)) return 'was interrupted';
  return state.position.at === 'rolling-back' ? 'is rolling back' : 'is running';
}
