// Drives a rollout, one action after another, until it ends, is paused, or the process is interrupted.
import type { Context } from '../core/context';
import { UserError, hasCode, messageOf } from '../core/errors';
import { advance, chooseAction } from '../release';
import type { RolloutAction, RolloutEvent, RolloutState } from '../release';
import { findClockFault } from './clock-check';
import type { Driver } from './driver';
import { errorToEvent, isPassing } from './error-to-event';
import { drivenByOther } from './ownership';
import { performAction } from './perform-action';
import { checkUnlessChanging, readServices } from './preconditions';
import { publish } from './publish';

/** An action that requires the file and the live rules to be as the rollout left them; a rollback does not. */
type ForwardAction = Exclude<RolloutAction, { kind: 'wait' | 'stop' | 'roll-back' }>;

/** Wait while another command moves the traffic, in milliseconds. */
const WAIT_MILLISECONDS = 1_000;
/** Wait before another try when AWS is unreachable or a lock is held, in milliseconds. */
const RETRY_MILLISECONDS = 5_000;

/**
 * Drives a rollout. Returns its state when it has ended, is paused, or this process was interrupted.
 * @throws {UserError} ROLLOUT_HELD when another process drives it meanwhile.
 */
export async function driveRollout(driver: Driver): Promise<RolloutState> {
  for (;;) {
    const state = await readOwnState(driver);
    const action = chooseAction(state, driver.context.now());
    driver.context.boundary(`rollout ${action.kind}`);
    const interrupted = driver.context.signal.aborted && action.kind !== 'roll-back';
    if (action.kind === 'stop' || interrupted) return releaseRollout(driver);
    if (action.kind === 'wait') await waitUntil(driver, state, action.until);
    else if (action.kind === 'roll-back') await rollBackUntilDone(driver, state, action.reason);
    else await performWhenUnchanged(driver, state, action);
  }
}

/** Reads the state while this process drives the rollout. While another process rolls back, waits for it. */
async function readOwnState(driver: Driver): Promise<RolloutState> {
  const { store, id, holder, context } = driver;
  const { state, driver: owner } = await untilStored(driver, () => store.read(id));
  if (owner?.token === holder.token || state.position.at === 'done') return state;
  if (owner && state.position.at === 'rolling-back' && !context.signal.aborted) {
    await sleepUnlessInterrupted(context, WAIT_MILLISECONDS);
    return readOwnState(driver);
  }
  throw drivenByOther(state, owner);
}

/** Leaves the rollout, so that another process can drive it; one that another process drives now is left to that. */
async function releaseRollout(driver: Driver): Promise<RolloutState> {
  const { store, id, holder } = driver;
  const leave = () => store.update(id, (one) => (one.driver?.token === holder.token ? { ...one, driver: null } : one));
  return (await untilStored(driver, leave)).after.state;
}

/** Tries again while the store does not answer: that ends no rollout. Ctrl-C ends the tries with the store's error. */
async function untilStored<T>({ context, report, services }: Driver, run: () => Promise<T>): Promise<T> {
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

/** Sleeps until a time, at most until the next read; reports `expired` when that time has come. */
async function waitUntil(driver: Driver, state: RolloutState, until: Date): Promise<void> {
  const { context } = driver;
  const before = context.now();
  const left = until.getTime() - before.getTime();
  if (left <= 0) return recordEvent(driver, state, { kind: 'expired' });
  const milliseconds = Math.min(left, driver.store.pollMilliseconds);
  await sleepUnlessInterrupted(context, milliseconds);
  const fault = findClockFault(before, context.now(), milliseconds);
  if (fault) await recordEvent(driver, state, { kind: 'pause', reason: fault });
}

/** Performs an action if the file and the live rules are as the rollout left them. */
async function performWhenUnchanged(driver: Driver, state: RolloutState, action: ForwardAction): Promise<void> {
  const { context, file } = driver;
  const event = await toEventOnError(async () => {
    const target = await readServices(context, file, state, false);
    return (await checkUnlessChanging(context, state, target)) ?? (await performAction(driver, state, target, action));
  });
  context.boundary(`rollout ${action.kind} done`);
  if (event) await recordEvent(driver, state, event);
  if (!event) await sleepUnlessInterrupted(context, WAIT_MILLISECONDS);
  else if (event.kind === 'unreachable' || event.kind === 'blocked')
    await sleepUnlessInterrupted(context, RETRY_MILLISECONDS);
}

/** Rolls back, again and again until it is done, or until there is no way back. Each failure is reported. */
async function rollBackUntilDone(driver: Driver, state: RolloutState, reason: string): Promise<void> {
  const { context, file, report } = driver;
  const event = await toEventOnError(async () => {
    const target = await readServices(context, file, state, true);
    try {
      return await performAction(driver, state, target, { kind: 'roll-back', reason });
    } catch (error) {
      if (hasCode(error, 'CODE_REPLACED')) return { kind: 'no-way-back', reason: `${error.message}. ${error.hint}` };
      throw error;
    }
  });
  context.boundary('rollout roll-back done');
  if (event?.kind === 'completed' || event?.kind === 'no-way-back') return recordEvent(driver, state, event);
  report({ kind: 'not-rolled-back', reason: event && 'reason' in event ? event.reason : null, state });
  if (context.signal.aborted) throw notRolledBack(state);
  await sleepUnlessInterrupted(context, RETRY_MILLISECONDS);
}

const notRolledBack = ({ id, environment, services }: RolloutState): UserError =>
  new UserError(
    'INTERRUPTED',
    `Stopped before rollout ${id} was rolled back`,
    `ctl rollout resume -e ${environment} tries again; so does ctl rollback ${services[0] ?? ''} -e ${environment}`,
  );

async function toEventOnError(step: () => Promise<RolloutEvent | undefined>): Promise<RolloutEvent | undefined> {
  try {
    return await step();
  } catch (error) {
    return errorToEvent(error);
  }
}

/** Applies an event if the rollout is still at the same position (a pause at any) and driven here, and publishes the change. */
async function recordEvent(driver: Driver, seen: RolloutState, event: RolloutEvent): Promise<void> {
  const now = driver.context.now();
  const record = () =>
    driver.store.update(driver.id, (one) => {
      const same = JSON.stringify(one.state.position) === JSON.stringify(seen.position);
      if (one.driver?.token !== driver.holder.token || (!same && event.kind !== 'pause')) return one;
      return { ...one, state: advance(one.state, event, now) };
    });
  const { before, after } = await untilStored(driver, record);
  driver.context.boundary('rollout noted');
  await publish(driver, before.state, after.state, event);
}

/** Sleeps until the time is over or the user presses Ctrl-C. */
async function sleepUnlessInterrupted({ signal, sleep }: Context, milliseconds: number): Promise<void> {
  if (signal.aborted) return;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([sleep(milliseconds), stopped]);
  signal.removeEventListener('abort', stop);
}
