// The state of a rollout for the process that drives it, which takes a rollback up again that another process has left.
import { describeHolder, lifeOf } from '../lock';
import type { Holder } from '../lock';
import type { RolloutState } from '../release';
import { reportWarnings } from './driver';
import type { Driver } from './driver';
import { sleepUnlessInterrupted } from './interruptible-sleep';
import { drivenByOther } from './ownership';
import { untilStored } from './record-event';

/** Wait while another command moves the traffic, in milliseconds. */
export const WAIT_MILLISECONDS = 1_000;

/**
 * Reads the state while this process drives the rollout. While another process rolls back, waits for it, and says so; rolls back
 * here when that process has ended before it was done.
 * @throws {UserError} ROLLOUT_HELD when another process drives it or none does, and it is not rolling back.
 */
export async function readOwnState(driver: Driver): Promise<RolloutState> {
  const { store, id, holder, context, report } = driver;
  let waits = { for: holder, since: context.now() };
  for (;;) {
    const { state, driver: owner } = await untilStored(driver, () => store.read(id));
    if (owner?.token === holder.token || state.position.at === 'done') return state;
    if (state.position.at !== 'rolling-back' || state.pause || context.signal.aborted)
      throw drivenByOther(state, owner);
    if (owner && owner.token !== waits.for.token) {
      waits = { for: owner, since: context.now() };
      reportWarnings(report, state, [`waits for ${describeHolder(owner)}, which rolls it back`]);
    }
    if (owner && !hasLeft(owner, context.now().getTime() - waits.since.getTime(), state)) {
      await sleepUnlessInterrupted(context, WAIT_MILLISECONDS);
    } else if (await takeUp(driver, owner)) {
      reportWarnings(report, state, [
        `${owner ? describeHolder(owner) : 'its process'} has left the rollback: goes on here`,
      ]);
    }
  }
}

/** A process on another machine, which this one cannot see, gets as long as AWS may be unreachable: two rollbacks do no harm. */
function hasLeft(owner: Holder, waited: number, { plan }: RolloutState): boolean {
  const life = lifeOf(owner);
  return life === 'elsewhere' ? waited >= plan.lostApiSeconds * 1000 : life === 'gone';
}

/** Drives the rollout here, unless another process does by now. */
async function takeUp(driver: Driver, left: Holder | null): Promise<boolean> {
  const { store, id, holder } = driver;
  const take = () =>
    store.update(id, (one) =>
      one.driver?.token === left?.token && one.state.position.at === 'rolling-back' ? { ...one, driver: holder } : one,
    );
  const { after } = await untilStored(driver, take);
  return after.driver?.token === holder.token;
}

/** Leaves the rollout, so that another process can drive it; one that another process drives now is left to that. */
export async function releaseRollout(driver: Driver): Promise<RolloutState> {
  const { store, id, holder } = driver;
  const leave = () => store.update(id, (one) => (one.driver?.token === holder.token ? { ...one, driver: null } : one));
  return (await untilStored(driver, leave)).after.state;
}
