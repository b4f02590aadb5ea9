// Records what happened to a rollout in its store, and publishes the change.
import { messageOf } from '../core/errors';
import { advance } from '../release';
import type { Position, RolloutEvent, RolloutState } from '../release';
import type { Driver } from './driver';
import { isPassing } from './error-to-event';
import { sleepUnlessInterrupted } from './interruptible-sleep';
import { publish } from './publish';

/** Wait before another try when AWS is unreachable or a lock is held, in milliseconds. */
export const RETRY_MILLISECONDS = 5_000;

/**
 * Applies an event if the rollout is driven here and still at the same position; a pause and an evaluation at any, so that a failure
 * counts that was seen while an operator approved. Returns the state afterwards.
 */
export async function recordEvent(driver: Driver, seen: RolloutState, event: RolloutEvent): Promise<RolloutState> {
  const now = driver.context.now();
  const record = () =>
    driver.store.update(driver.id, (one) => {
      const same = isSamePosition(one.state.position, seen.position);
      const anywhere = event.kind === 'pause' || event.kind === 'evaluated';
      if (one.driver?.token !== driver.holder.token || !(same || anywhere)) return one;
      const late = event.kind === 'evaluated' && !same ? { ...event, meanwhile: true } : event;
      return { ...one, state: advance(one.state, late, now) };
    });
  const { before, after } = await untilStored(driver, record);
  driver.context.boundary('rollout noted');
  await publish(driver, before.state, after.state, event);
  return after.state;
}

/** Whether two positions are the same, the step and all. */
export const isSamePosition = (a: Position, b: Position): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Tries again while the store does not answer: that ends no rollout. Ctrl-C ends the tries with the store's error. */
export async function untilStored<T>({ context, report, services }: Driver, run: () => Promise<T>): Promise<T> {
  for (let reported = false; ; reported = true) {
    try {
      return await run();
    } catch (error) {
      if (!isPassing(error) || context.signal.aborted) throw error;
      if (!reported) report({ kind: 'warning', message: `trying again: ${messageOf(error)}`, state: { services } });
      await sleepUnlessInterrupted(context, RETRY_MILLISECONDS);
    }
  }
}
