// What an operator can do with a rollout from any terminal: pause, approve, resume, abort or retry it.
import { formatDuration } from '../../environments/duration';
import { refuseOverrideWithoutReason } from '../change/release-gates';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { currentUser } from '../core/user';
import { describeHolder, lifeOf } from '../lock';
import { advance, approvalExpiry } from '../release';
import type { RolloutEvent, RolloutState } from '../release';
import type { Report } from './driver';
import { hashConfiguration, readServices } from './preconditions';
import { readResult } from './result';
import type { RolloutResult } from './result';
import { runRollout } from './run';
import { openRollouts, selectRollout } from './select';
import type { OpenedRollouts, RolloutSelection } from './select';
import { findState, isUnfinished, replaceRollout } from './store';
import type { StoredRollout } from './store';
import { takeOver } from './take-over';

/** Which rollout, and the operator's reason. */
export interface OperatorRequest extends RolloutSelection {
  readonly message?: string;
}

/** Pauses a rollout; the candidate keeps its traffic. */
export async function pauseRollout(context: Context, request: OperatorRequest): Promise<RolloutState> {
  const open = await openRollouts(context, request.environment);
  const { state } = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  if (state.pause) return state;
  return recordEvent(context, open, state.id, { kind: 'pause', reason: `by ${describeOperator(context, request)}` });
}

/**
 * Approves the next step of a rollout. `driven`: a process drives the rollout and continues it.
 * @throws {UserError} APPROVAL_NOT_PENDING when it waits for no approval, or not for the one named; APPROVAL_EXPIRED.
 */
export async function approveRollout(
  context: Context,
  request: OperatorRequest & { readonly approval: string | undefined },
): Promise<{ readonly state: RolloutState; readonly driven: boolean }> {
  const open = await openRollouts(context, request.environment);
  const { state, driver } = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  const { position, pause, id, environment, plan } = state;
  if (position.at !== 'approval' || pause) {
    throw new UserError(
      'APPROVAL_NOT_PENDING',
      `Rollout ${id} does not wait for an approval: ${pause ? `it is paused: ${pause.reason}` : `it is at ${position.at}`}`,
      `ctl rollout status -e ${environment} shows where it is`,
    );
  }
  if (request.approval !== undefined && request.approval !== position.id) {
    throw new UserError(
      'APPROVAL_NOT_PENDING',
      `Rollout ${id} waits for approval ${position.id}, not ${request.approval}`,
      `ctl rollout approve --id ${position.id}`,
    );
  }
  const left = (approvalExpiry(state).getTime() - context.now().getTime()) / 1000;
  if (left <= 0) {
    throw new UserError(
      'APPROVAL_EXPIRED',
      `Approval ${position.id} expired ${formatDuration(-left)} ago`,
      `ctl rollout resume -e ${environment} applies the file's setting for that: ${plan.approval.otherwise}`,
    );
  }
  const approved = await recordEvent(context, open, id, { kind: 'approved' });
  return { state: approved, driven: driver !== null && lifeOf(driver) !== 'gone' };
}

/**
 * Resumes a rollout in this process. `takeOver`: even if another process may still drive it.
 * @throws {UserError} ROLLOUT_HELD when another process drives it.
 */
export async function resumeRollout(
  context: Context,
  request: OperatorRequest & { readonly takeOver: boolean; readonly overrideFreeze: boolean },
  report: Report,
): Promise<RolloutResult> {
  const { overrideFreeze, message } = request;
  refuseOverrideWithoutReason(overrideFreeze, message);
  const open = await openRollouts(context, request.environment);
  const stored = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  if (!request.takeOver) refuseHeld(stored);
  const { state } = stored;
  const configuration = hashConfiguration((await readServices(context, open.file, state, false)).services);
  const event = state.pause ? ({ kind: 'resume', configuration } as const) : undefined;
  const options = { event, overrideFreeze, reason: message };
  return readResult(context, open.file, await takeOver(context, open, state.id, options, report));
}

/** Rolls a rollout back at once, in this process, even if another process drives it. */
export async function abortRollout(context: Context, request: OperatorRequest, report: Report): Promise<RolloutResult> {
  const open = await openRollouts(context, request.environment);
  const { state } = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  const event = { kind: 'abort', reason: `aborted by ${describeOperator(context, request)}` } as const;
  const options = { event, overrideFreeze: false, reason: undefined };
  return readResult(context, open.file, await takeOver(context, open, state.id, options, report));
}

/** Runs a rollout again that was rolled back, with the same plan. */
export async function retryRollout(
  context: Context,
  request: OperatorRequest & { readonly overrideFreeze: boolean },
  report: Report,
): Promise<RolloutResult> {
  const open = await openRollouts(context, request.environment);
  const { state } = selectRollout(open, request.rollout, isRolledBack, 'rolled back');
  const { environment, services, via, plan } = state;
  const { overrideFreeze, message: reason } = request;
  const start = { environment, services, all: false, via, flags: {}, plan, overrideFreeze, reason };
  return runRollout(context, start, report);
}

const isRolledBack = ({ state: { position } }: StoredRollout): boolean =>
  position.at === 'done' && position.outcome === 'rolled-back';

const describeOperator = (context: Context, { message }: OperatorRequest): string =>
  `${currentUser(context)}${message ? `: ${message}` : ''}`;

function refuseHeld({ state, driver }: StoredRollout): void {
  if (!driver) return;
  const life = lifeOf(driver);
  if (life === 'gone') return;
  throw new UserError(
    'ROLLOUT_HELD',
    `Rollout ${state.id} is driven by ${describeHolder(driver)}`,
    life === 'running'
      ? `Watch it with ctl rollout status --watch -e ${state.environment}`
      : `If that process does not run any more, ctl rollout resume --take-over -e ${state.environment} continues it here`,
  );
}

async function recordEvent(
  context: Context,
  { store }: OpenedRollouts,
  id: string,
  event: RolloutEvent,
): Promise<RolloutState> {
  const now = context.now();
  const change = (one: StoredRollout) => ({ ...one, state: advance(one.state, event, now) });
  return findState(await store.update((all) => replaceRollout(all, id, change)), id);
}
