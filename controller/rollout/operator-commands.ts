// What a person does to a rollout from another terminal: pause, approve, take it up again, or send it back.
import { formatDuration } from '../../environments/duration';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { refuseOverrideWithoutReason } from '../change/release-gates';
import { describeHolder, lifeOf } from '../lock';
import { advance } from '../release';
import type { Event, RolloutState } from '../release';
import { currentUser } from '../core/user';
import { goesOn, openKept, theOne } from './select';
import type { OpenRollouts } from './select';
import { configurationOf, readGround } from './preconditions';
import { carriedOn } from './resume';
import { replaced, stateIn } from './store';
import type { Kept } from './store';

/** Which rollout, and why. */
export interface Which {
  readonly environment?: string;
  readonly rollout?: string;
  readonly message?: string;
}

/** Stops a rollout where it is; the candidate keeps its traffic. */
export async function pauseRollout(context: Context, which: Which): Promise<RolloutState> {
  const open = await openKept(context, which.environment);
  const { state } = theOne(open, which.rollout, goesOn, 'under way');
  if (state.pause) return state;
  const reason = `by ${currentUser(context)}${which.message ? `: ${which.message}` : ''}`;
  return note(context, open, state.id, { kind: 'pause', reason });
}

/**
 * Agrees that a rollout goes on, where it waits for that.
 * @throws {UserError} exit 3 when it does not wait for an approval, or for another one than `approval`.
 */
export async function approveRollout(context: Context, which: Which & { readonly approval?: string }): Promise<Kept> {
  const open = await openKept(context, which.environment);
  const { state, driver } = theOne(open, which.rollout, goesOn, 'under way');
  const { position } = state;
  if (position.at !== 'approval' || state.pause) {
    throw new UserError(
      'APPROVAL_NOT_PENDING',
      `Rollout ${state.id} does not wait for an approval: ${state.pause ? `it is paused: ${state.pause.reason}` : `it is at ${position.at}`}`,
      `ctl rollout status -e ${state.environment} shows where it is`,
    );
  }
  if (which.approval !== undefined && which.approval !== position.id) {
    throw new UserError(
      'APPROVAL_NOT_PENDING',
      `Rollout ${state.id} waits for approval ${position.id}, not ${which.approval}`,
      `ctl rollout approve --id ${position.id}`,
    );
  }
  const left = (Date.parse(state.since) + state.plan.approval.expiresSeconds * 1000 - context.now().getTime()) / 1000;
  if (left <= 0) {
    throw new UserError(
      'APPROVAL_EXPIRED',
      `Approval ${position.id} expired ${formatDuration(-left)} ago`,
      `ctl rollout resume -e ${state.environment} does what the file says for that: ${state.plan.approval.otherwise}`,
    );
  }
  return { state: await note(context, open, state.id, { kind: 'approved' }), driver };
}

/** Takes a rollout up where it is, in this process. `takeOver`: from a process of another machine, too. */
export async function resumeRollout(
  context: Context,
  which: Which & { readonly takeOver: boolean; readonly overrideFreeze: boolean },
): Promise<RolloutState> {
  refuseOverrideWithoutReason(which.overrideFreeze, which.message);
  const open = await openKept(context, which.environment);
  const kept = theOne(open, which.rollout, goesOn, 'under way');
  refuseDriven(kept, which.takeOver);
  const ground = await readGround(context, open.file, kept.state, false);
  const configuration = configurationOf(ground.services);
  return carriedOn(context, open, kept.state.id, {
    event: kept.state.pause ? { kind: 'resume', configuration } : undefined,
    overrideFreeze: which.overrideFreeze,
    reason: which.message,
  });
}

/** Sends a rollout back at once, in this process, whoever else carries it on. */
export async function abortRollout(context: Context, which: Which): Promise<RolloutState> {
  const open = await openKept(context, which.environment);
  const { state } = theOne(open, which.rollout, goesOn, 'under way');
  const reason = `aborted by ${currentUser(context)}${which.message ? `: ${which.message}` : ''}`;
  return carriedOn(context, open, state.id, {
    event: { kind: 'abort', reason },
    overrideFreeze: false,
    reason: undefined,
  });
}

function refuseDriven({ state, driver }: Kept, takeOver: boolean): void {
  if (!driver || takeOver) return;
  const life = lifeOf(driver);
  if (life === 'gone') return;
  throw new UserError(
    'ROLLOUT_HELD',
    `Rollout ${state.id} is carried on by ${describeHolder(driver)}`,
    life === 'running'
      ? `Watch it with ctl rollout status --watch -e ${state.environment}`
      : `If that process is gone, ctl rollout resume --take-over -e ${state.environment} carries it on here`,
  );
}

async function note(context: Context, { rollouts }: OpenRollouts, id: string, event: Event): Promise<RolloutState> {
  const now = context.now();
  return stateIn(
    await rollouts.update((all) => replaced(all, id, (one) => ({ ...one, state: advance(one.state, event, now) }))),
    id,
  );
}
