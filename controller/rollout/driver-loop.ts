// Drives a rollout, one action after another, until it ends, is paused, or the process is interrupted.
import { UserError, hasCode } from '../core/errors';
import { chooseAction } from '../release';
import type { RolloutState } from '../release';
import { findClockFault } from './clock-check';
import type { Driver } from './driver';
import { toEventOnError } from './error-to-event';
import { sleepUnlessInterrupted } from './interruptible-sleep';
import { evaluateIfDue } from './meanwhile';
import { WAIT_MILLISECONDS, readOwnState, releaseRollout } from './own-state';
import { performAction, rollBack } from './perform-action';
import type { ForwardAction } from './perform-action';
import { checkUnlessChanging, readServices } from './preconditions';
import { RETRY_MILLISECONDS, isSamePosition, recordEvent } from './record-event';

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

/** Sleeps until a time, at most until the next read; reports `expired` when that time has come. */
async function waitUntil(driver: Driver, state: RolloutState, until: Date): Promise<void> {
  const { context } = driver;
  const before = context.now();
  const left = until.getTime() - before.getTime();
  if (left <= 0) {
    await recordEvent(driver, state, { kind: 'expired' });
    return;
  }
  const milliseconds = Math.min(left, driver.store.pollMilliseconds);
  await sleepUnlessInterrupted(context, milliseconds);
  const fault = findClockFault(before, context.now(), milliseconds);
  if (fault) await recordEvent(driver, state, { kind: 'pause', reason: fault });
}

/** Performs an action if the file and the live rules are as the rollout left them. One that is blocked is evaluated meanwhile. */
async function performWhenUnchanged(driver: Driver, state: RolloutState, action: ForwardAction): Promise<void> {
  const { context, file } = driver;
  const event = await toEventOnError(async () => {
    const target = await readServices(context, file, state, false);
    return (await checkUnlessChanging(context, state, target)) ?? (await performAction(driver, state, target, action));
  });
  context.boundary(`rollout ${action.kind} done`);
  if (event?.kind === 'blocked') await evaluateIfDue(driver, state);
  const after = event ? await recordEvent(driver, state, event) : await readOwnState(driver);
  if (!isSamePosition(after.position, state.position)) return;
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
      return await rollBack(driver, state, target, reason);
    } catch (error) {
      if (hasCode(error, 'CODE_REPLACED')) return { kind: 'no-way-back', reason: `${error.message}. ${error.hint}` };
      throw error;
    }
  });
  context.boundary('rollout roll-back done');
  if (event?.kind === 'completed' || event?.kind === 'no-way-back') {
    await recordEvent(driver, state, event);
    return;
  }
  report({ kind: 'not-rolled-back', reason: event && 'reason' in event ? event.reason : null, state });
  if (context.signal.aborted) throw await leaveRollback(driver, state);
  await sleepUnlessInterrupted(context, RETRY_MILLISECONDS);
}

/** Leaves a rollback at Ctrl-C, for whoever drove the rollout before; a store that does not answer hides nothing of that. */
async function leaveRollback(driver: Driver, state: RolloutState): Promise<UserError> {
  try {
    await releaseRollout(driver);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return notRolledBack(state);
}

const notRolledBack = ({ id, environment, services }: RolloutState): UserError =>
  new UserError(
    'INTERRUPTED',
    `Stopped before rollout ${id} was rolled back`,
    `ctl rollout resume -e ${environment} tries again; so does ctl rollback ${services[0] ?? ''} -e ${environment}`,
  );
