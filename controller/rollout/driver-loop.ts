// Carries a rollout on, one action after the other, until it ends, waits for a person, or the process is told to stop.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { EnvironmentFile } from '../workspace/open-environment';
import { describeHolder } from '../lock';
import type { Holder } from '../lock';
import { advance, nextAction } from '../release';
import type { Action, Event, RolloutState } from '../release';
import { act } from './perform-action';
import { clockFault } from './clock-check';
import { eventOf } from './error-to-event';
import { readGround, standing } from './preconditions';
import type { Senses } from './ports';
import { pause } from './interruptible-sleep';
import { replaced, stateIn } from './store';
import type { Rollouts } from './store';
import { tellOf } from './publish';

/** Everything that carries a rollout on. */
export interface Drive {
  readonly context: Context;
  readonly file: EnvironmentFile;
  readonly rollouts: Rollouts;
  readonly id: string;
  /** This process, which the rollout names as the one that carries it on. */
  readonly mine: Holder;
  readonly senses: Senses;
  /** Called with what happened, in a line for people. */
  readonly say: (line: string, state: RolloutState) => void;
}

/** An action that changes or reads something, but for the way back. */
type Doing = Exclude<Action, { kind: 'wait' | 'stop' | 'roll-back' }>;

/** Wait while another process goes back, in milliseconds. */
const WAIT_MILLISECONDS = 1_000;
/** Wait before the next try where AWS or a lock did not answer, in milliseconds. */
const RETRY_MILLISECONDS = 5_000;

/**
 * Carries a rollout on. Returns its state once it has ended, or is paused, or this process was told to stop.
 * @throws {UserError} exit 3 when another process carries it on by now.
 */
export async function drive(on: Drive): Promise<RolloutState> {
  for (;;) {
    const state = await mineStill(on);
    const action = nextAction(state, on.context.now());
    on.context.boundary(`rollout ${action.kind}`);
    if (action.kind === 'stop' || (on.context.signal.aborted && action.kind !== 'roll-back')) return leave(on);
    if (action.kind === 'wait') await wait(on, state, action.until);
    else if (action.kind === 'roll-back') await goBackAtLast(on, state, action.reason);
    else await carryOut(on, state, action);
  }
}

/** The state as it is kept, while this process carries it on; once another one goes back, it is waited for. */
async function mineStill(on: Drive): Promise<RolloutState> {
  const { rollouts, id, mine, context } = on;
  const kept = (await rollouts.read()).find(({ state }) => state.id === id);
  if (!kept)
    throw new UserError(
      'ROLLOUT_GONE',
      `Rollout ${id} is gone from ${rollouts.place}`,
      'See ctl status for where traffic is',
    );
  if (kept.driver?.token === mine.token || kept.state.position.at === 'done') return kept.state;
  if (kept.driver && kept.state.position.at === 'rolling-back' && !context.signal.aborted) {
    await pause(context, WAIT_MILLISECONDS);
    return mineStill(on);
  }
  throw new UserError(
    'ROLLOUT_HELD',
    `Rollout ${id} is carried on by ${kept.driver ? describeHolder(kept.driver) : 'nobody'} now`,
    kept.driver
      ? `See ctl rollout status -e ${kept.state.environment}`
      : `ctl rollout resume -e ${kept.state.environment}`,
  );
}

/** Gives the rollout up, for another process to carry on. */
async function leave(on: Drive): Promise<RolloutState> {
  const kept = await on.rollouts.update((all) => replaced(all, on.id, (one) => ({ ...one, driver: null })));
  return stateIn(kept, on.id);
}

/** Sleeps until a time, or a little, and lets what waits expire once that time has come. */
async function wait(on: Drive, state: RolloutState, until: Date): Promise<void> {
  const { context } = on;
  const before = context.now();
  const left = until.getTime() - before.getTime();
  if (left <= 0) return happened(on, state, { kind: 'expired' });
  const milliseconds = Math.min(left, on.rollouts.everyMilliseconds);
  await pause(context, milliseconds);
  const fault = clockFault(before, context.now(), milliseconds);
  if (fault) await happened(on, state, { kind: 'pause', reason: fault });
}

/** Looks whether the ground is as the rollout left it, then carries an action out. */
async function carryOut(on: Drive, state: RolloutState, action: Doing): Promise<void> {
  const event = await orFault(async () => {
    const ground = await readGround(on.context, on.file, state, false);
    return (await standing(on.context, state, ground)) ?? (await act(on, state, ground, action));
  });
  on.context.boundary(`rollout ${action.kind} done`);
  if (event) await happened(on, state, event);
  if (!event || event.kind === 'out-of-reach') await pause(on.context, RETRY_MILLISECONDS);
}

/** The way back is tried until it is done: whatever stands in it is told each time. */
async function goBackAtLast(on: Drive, state: RolloutState, reason: string): Promise<void> {
  const event = await orFault(async () =>
    act(on, state, await readGround(on.context, on.file, state, true), { kind: 'roll-back', reason }),
  );
  on.context.boundary('rollout roll-back done');
  if (event?.kind === 'carried-out') return happened(on, state, event);
  on.say(
    `warning: NOT BACK YET: ${event && 'reason' in event ? event.reason : 'another command came in between'}`,
    state,
  );
  if (on.context.signal.aborted) throw notBack(state);
  await pause(on.context, RETRY_MILLISECONDS);
}

const notBack = ({ id, environment, services }: RolloutState): UserError =>
  new UserError(
    'INTERRUPTED',
    `Stopped before rollout ${id} was rolled back`,
    `ctl rollout resume -e ${environment} tries again; so does ctl rollback ${services[0] ?? ''} -e ${environment}`,
  );

async function orFault(step: () => Promise<Event | undefined>): Promise<Event | undefined> {
  try {
    return await step();
  } catch (error) {
    return eventOf(error);
  }
}

/** Notes what happened where the rollout is still where it was when it began, and tells what that led to. */
async function happened(on: Drive, seen: RolloutState, event: Event): Promise<void> {
  const now = on.context.now();
  let before = seen;
  const all = await on.rollouts.update((kept) =>
    replaced(kept, on.id, (one) => {
      before = one.state;
      const same = JSON.stringify(one.state.position) === JSON.stringify(seen.position);
      return same || event.kind === 'pause' ? { ...one, state: advance(one.state, event, now) } : one;
    }),
  );
  on.context.boundary('rollout noted');
  await tellOf(on, before, stateIn(all, on.id), event);
}
