// What an operator can do with a rollout from any terminal: pause, approve, resume, abort or retry it.
import { formatDuration } from '../../environments/duration';
import { refuseOverrideWithoutReason } from '../change/release-gates';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { currentUser } from '../core/user';
import { describeHolder, lifeOf } from '../lock';
import { advance, approvalExpiry, describePosition, findResumePoint } from '../release';
import type { RolloutEvent, RolloutState } from '../release';
import { isDriven, isUnfinished } from '../rollout-store';
import type { StoredRollout, UpdatedRollout } from '../rollout-store';
import type { Report } from './driver';
import { checkPreconditions, hashConfiguration, readServices } from './preconditions';
import { readResult } from './result';
import type { RolloutResult } from './result';
import { runRollout } from './run';
import { matchesSelection, openRollouts, selectRollout } from './select';
import type { OpenedRollouts, RolloutSelection } from './select';
import { takeOver } from './take-over';
import { refuseUnfinished } from './unfinished';

/** Which rollout, and the operator's reason. */
export interface OperatorRequest extends RolloutSelection {
  readonly message?: string;
}

/** Pauses a rollout; the candidate keeps its traffic. */
export async function pauseRollout(context: Context, request: OperatorRequest): Promise<RolloutState> {
  const open = await openRollouts(context, request.environment);
  const { state } = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  if (state.pause) return state;
  const reason = `by ${describeOperator(context, request)}`;
  const { state: paused } = (await recordEvent(context, open, state.id, { kind: 'pause', reason })).after;
  if (paused.pause) return paused;
  throw new UserError(
    'ROLLOUT_NOT_POSSIBLE',
    `Rollout ${state.id} cannot be paused: it ${describePosition(paused)}`,
    `ctl rollout status -e ${paused.environment} shows where it is`,
  );
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
  const selected = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  const { state } = selected;
  const { position, pause, id, environment, plan } = state;
  if (position.at !== 'approval' || pause) throw notPending(state);
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
  const { before, after } = await recordEvent(context, open, id, { kind: 'approved' });
  if (after.state === before.state) throw notPending(after.state);
  return { state: after.state, driven: isDriven(selected) };
}

function notPending(state: RolloutState): UserError {
  const { id, environment, services, pause } = state;
  const then = pause?.then.at === 'approval' ? `, and it waits for approval ${pause.then.id} again` : '';
  return new UserError(
    'APPROVAL_NOT_PENDING',
    `Rollout ${id} does not wait for an approval: it ${pause ? `is paused: ${pause.reason}` : describePosition(state)}`,
    pause
      ? `ctl rollout resume ${services[0] ?? ''} -e ${environment} continues it${then}`
      : `ctl rollout status -e ${environment} shows where it is`,
  );
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
  const event = stored.state.pause ? await chooseResume(context, open, stored.state) : undefined;
  const options = { event, overrideFreeze, reason: message, force: request.takeOver };
  return readResult(context, open.file, await takeOver(context, open, stored, options, report));
}

/** Rolls a rollout back at once, in this process, even if another process drives it. */
export async function abortRollout(context: Context, request: OperatorRequest, report: Report): Promise<RolloutResult> {
  const open = await openRollouts(context, request.environment);
  const stored = selectRollout(open, request.rollout, isUnfinished, 'unfinished');
  const event = { kind: 'abort', reason: `aborted by ${describeOperator(context, request)}` } as const;
  const options = { event, overrideFreeze: false, reason: undefined, force: true };
  return readResult(context, open.file, await takeOver(context, open, stored, options, report));
}

/** Runs a rollout again that was rolled back, with the same plan. */
export async function retryRollout(
  context: Context,
  request: OperatorRequest & { readonly overrideFreeze: boolean },
  report: Report,
): Promise<RolloutResult> {
  const open = await openRollouts(context, request.environment);
  const { state } = selectRolledBack(open, request.rollout);
  const { environment, services, via, plan } = state;
  const { overrideFreeze, message: reason } = request;
  const start = { environment, services, all: false, via, flags: {}, plan, overrideFreeze, reason };
  return runRollout(context, start, report);
}

/**
 * The event that resumes a paused rollout with the file as it is now.
 * @throws {UserError} DRIFT when it would pause again at once, with the reason.
 */
async function chooseResume(context: Context, { file }: OpenedRollouts, state: RolloutState): Promise<RolloutEvent> {
  const target = await readServices(context, file, state, state.position.at === 'rolling-back');
  const configuration = hashConfiguration(target.services);
  if (state.position.at === 'rolling-back') return { kind: 'resume', configuration, weight: null };
  const point = findResumePoint(state, target.services);
  if (point.kind === 'refused') throw new UserError('DRIFT', point.reason, point.hint);
  const event = { kind: 'resume', configuration, weight: point.kind === 'moved' ? point.weight : null } as const;
  const again = await checkPreconditions(context, advance(state, event, context.now()), target);
  if (again?.kind !== 'pause') return event;
  const [first = ''] = state.services;
  throw new UserError(
    'DRIFT',
    `Rollout ${state.id} would pause again at once: ${again.reason}`,
    `ctl drift -e ${state.environment} shows both; ctl deploy applies the file, ctl adopt takes over what is live, ctl rollout abort ${first} -e ${state.environment} rolls back`,
  );
}

/**
 * Selects the rollout to run again; where none was rolled back, an open one of the same name says why there is none.
 * @throws {UserError} ROLLOUT_UNFINISHED for an open one; as selectRollout does.
 */
function selectRolledBack(open: OpenedRollouts, which: string | undefined): StoredRollout {
  const named = open.stored.rollouts.filter(matchesSelection(which));
  const services = named.flatMap(({ state }) => state.services);
  if (!named.some(isRolledBack)) refuseUnfinished({ rollouts: named, damaged: [] }, services);
  return selectRollout(open, which, isRolledBack, 'rolled back');
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
): Promise<UpdatedRollout> {
  const now = context.now();
  return store.update(id, (one) => ({ ...one, state: advance(one.state, event, now) }));
}
