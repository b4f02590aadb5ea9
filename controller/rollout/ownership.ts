// Whether a rollout is still driven by this process, and where this process left it.
import { UserError } from '../core/errors';
import { describeHolder } from '../lock';
import type { Holder } from '../lock';
import type { RolloutState } from '../release';
import type { Driver } from './driver';

/** The error for a rollout that this process drives no more. */
export const drivenByOther = ({ id, environment }: RolloutState, owner: Holder | null): UserError =>
  new UserError(
    'ROLLOUT_HELD',
    owner
      ? `Rollout ${id} is now driven by ${describeHolder(owner)}`
      : `Rollout ${id} is not driven by any process now`,
    owner ? `See ctl rollout status -e ${environment}` : `ctl rollout resume -e ${environment}`,
  );

/**
 * Checks under the lock, before traffic moves, that nobody has ended, aborted or taken over the rollout since `state` was read.
 * @throws {UserError} ROLLOUT_HELD when somebody has; another code when the store cannot be read.
 */
export async function assertUnchanged({ store, id, holder }: Driver, state: RolloutState): Promise<void> {
  const { state: now, driver } = await store.read(id);
  const same = JSON.stringify([now.position, now.pause]) === JSON.stringify([state.position, state.pause]);
  if (driver?.token !== holder.token || !same) throw drivenByOther(now, driver);
}
