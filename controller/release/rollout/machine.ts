// A rollout as a state machine: the state that follows from an event. The time is a parameter. Pure.
import { formatDuration } from '../../../environments/duration';
import { elapsedSeconds, endsByEvaluation, hasTraffic, holdSeconds, isBeforeTraffic } from './next';
import { describeProof, donePosition, finishStep, goTo, lastPosition, pauseAt, resume } from './state';
import type { Evaluation, RolloutEvent, RolloutState } from './types';

type EvaluatedEvent = Extract<RolloutEvent, { kind: 'evaluated' }>;

/** How many evaluations are kept: enough to draw them on the screen, and for the record. */
const EVALUATIONS_KEPT = 120;

/** The state after an event. An event that does not apply to the present position does not change the state. */
export function advance(state: RolloutState, event: RolloutEvent, now: Date): RolloutState {
  const next = applyEvent(state, event, now);
  return next === state ? state : { ...keepPause(state, next), updatedAt: now.toISOString() };
}

/** An action that is completed during a pause is not repeated after the pause. */
function keepPause(before: RolloutState, { pause: paused, ...next }: RolloutState): RolloutState {
  const goesOn = paused && paused === before.pause && JSON.stringify(paused.then) === JSON.stringify(before.position);
  return { ...next, pause: goesOn ? { ...paused, then: next.position } : paused };
}

function applyEvent(state: RolloutState, event: RolloutEvent, now: Date): RolloutState {
  if (state.position.at === 'done') return state;
  switch (event.kind) {
    case 'completed':
      return completeAction(answered(state), now);
    case 'measured':
      return { ...answered(state), thresholds: event.thresholds };
    case 'evaluated':
      return hasTraffic(state) ? applyEvaluation(state, event, now) : state;
    case 'failed':
      return goTo({ ...state, pause: null }, { at: 'rolling-back', reason: event.reason }, now);
    case 'unreachable':
      return applyUnreachable(state, event.reason, now);
    case 'blocked':
      return applyBlocked(state, event.reason, now);
    case 'expired':
      return applyExpiry(state, now);
    case 'approved':
      return state.position.at === 'approval' && !state.pause ? finishStep(state, state.position.step, now) : state;
    case 'pause':
      return state.pause || state.position.at === 'rolling-back'
        ? state
        : pauseAt(state, event.reason, state.position, now);
    case 'resume':
      return resume(state, event.configuration, event.weight, now);
    case 'no-way-back':
      return pauseAt(state, event.reason, state.position, now);
    case 'rolled-back-elsewhere':
      return goTo({ ...state, pause: null }, donePosition('rolled-back', event.reason), now);
    case 'settled-elsewhere':
      return goTo({ ...state, pause: null }, donePosition('settled', event.reason), now);
    case 'abort':
      return goTo({ ...state, pause: null }, { at: 'rolling-back', reason: event.reason }, now);
  }
}

function completeAction(state: RolloutState, now: Date): RolloutState {
  const { position, plan } = state;
  switch (position.at) {
    case 'opening':
      return goTo(state, { at: 'self-testing' }, now);
    case 'self-testing':
      return goTo(state, { at: 'before-shift' }, now);
    case 'before-shift':
      return goTo(state, { at: 'shifting', step: 0 }, now);
    case 'shifting': {
      const waits = (plan.steps[position.step]?.waitSeconds ?? 0) > 0;
      const shifted = { ...state, shifts: [...state.shifts, now.toISOString()] };
      return goTo(shifted, { at: waits ? 'holding' : 'after-step', step: position.step }, now);
    }
    case 'after-step':
      return plan.steps[position.step]?.approval
        ? goTo(state, { at: 'approval', step: position.step, id: `${state.id}-${position.step + 1}` }, now)
        : finishStep(state, position.step, now);
    case 'after-promote':
      return goTo(state, plan.bakeSeconds > 0 ? { at: 'baking' } : lastPosition(state), now);
    case 'settling':
      return goTo(state, donePosition('settled', describeProof(state)), now);
    case 'rolling-back':
      return goTo({ ...state, pause: null }, donePosition('rolled-back', position.reason), now);
    case 'holding':
    case 'approval':
    case 'baking':
    case 'done':
      return state;
  }
}

/** An evaluation that fails or pauses decides at once, whatever the rollout is doing. */
function applyEvaluation(state: RolloutState, { evaluation, meanwhile }: EvaluatedEvent, now: Date): RolloutState {
  const { position } = state;
  // An evaluation meanwhile is made although the next step is blocked.
  const reached = meanwhile ? { ...state, lostSince: null } : answered(state);
  const evaluated = { ...reached, evaluations: [...state.evaluations, evaluation].slice(-EVALUATIONS_KEPT) };
  if (evaluation.kind === 'fail')
    return goTo({ ...evaluated, pause: null }, { at: 'rolling-back', reason: evaluation.reason }, now);
  if (evaluation.kind === 'pause') return pauseAt(evaluated, evaluation.reason, position, now);
  return meanwhile ? evaluated : endHolding(evaluated, evaluation, now);
}

/**
 * Leaves a step or the bake time when its time is over. A step goes on unless there is too little data; the bake time ends with a pass.
 * What is missing is waited for, at most as long as the plan allows.
 */
function endHolding(state: RolloutState, evaluation: Evaluation, now: Date): RolloutState {
  const { position, plan } = state;
  const over = elapsedSeconds(state, now) - holdSeconds(plan, position);
  if (!endsByEvaluation(plan, position) || over < 0) return state;
  const goesOn = position.at === 'baking' ? evaluation.kind === 'pass' : evaluation.kind !== 'hold';
  if (goesOn) return leave(state, now);
  return over < plan.holdAtMostSeconds ? state : giveUpHolding(state, evaluation, now);
}

function leave(state: RolloutState, now: Date): RolloutState {
  const { position } = state;
  if (position.at === 'approval') return finishStep(state, position.step, now);
  if (position.at === 'holding') return goTo(state, { at: 'after-step', step: position.step }, now);
  return goTo(state, lastPosition(state), now);
}

/** Ends the wait for what did not come: a person decides, or the plan does where nothing is proven. */
function giveUpHolding(state: RolloutState, { kind, reason }: Evaluation, now: Date): RolloutState {
  const { position, plan } = state;
  const waited = formatDuration(plan.holdAtMostSeconds);
  if (kind === 'hold') return pauseAt(state, `held for ${waited} more than planned: ${reason}`, position, now);
  const why = `nothing is proven ${waited} after the end of the bake time: ${reason}`;
  switch (plan.inconclusive) {
    case 'pause':
      return pauseAt(state, why, position, now);
    case 'settle':
      return goTo(state, lastPosition(state), now);
    case 'rollback':
      return goTo(state, { at: 'rolling-back', reason: why }, now);
  }
}

function applyUnreachable(state: RolloutState, reason: string, now: Date): RolloutState {
  if (state.position.at === 'rolling-back' || state.pause) return state;
  const lostSince = state.lostSince ?? now.toISOString();
  const lost = (now.getTime() - Date.parse(lostSince)) / 1000;
  if (lost < state.plan.lostApiSeconds) return { ...state, lostSince };
  const why = `unreachable for ${formatDuration(lost)}: ${reason}`;
  if (isBeforeTraffic(state.position)) return pauseAt({ ...state, lostSince }, why, state.position, now);
  return goTo({ ...state, lostSince, pause: null }, { at: 'rolling-back', reason: why }, now);
}

/** Something that is not the candidate's fault never rolls back. With traffic only an evaluation shows that AWS answers. */
function applyBlocked(state: RolloutState, reason: string, now: Date): RolloutState {
  if (state.position.at === 'rolling-back' || state.pause) return state;
  const lostSince = hasTraffic(state) ? state.lostSince : null;
  const blocked = { ...state, lostSince, blockedSince: state.blockedSince ?? now.toISOString() };
  const seconds = (now.getTime() - Date.parse(blocked.blockedSince)) / 1000;
  if (seconds < state.plan.lostApiSeconds) return blocked;
  return pauseAt(blocked, `waited ${formatDuration(seconds)}: ${reason}`, state.position, now);
}

const answered = (state: RolloutState): RolloutState => ({ ...state, lostSince: null, blockedSince: null });

function applyExpiry(state: RolloutState, now: Date): RolloutState {
  const { position, plan } = state;
  if (position.at === 'self-testing') return completeAction(state, now);
  if (position.at !== 'approval' || state.pause) return state;
  if (endsByEvaluation(plan, position)) return state;
  const waited = formatDuration(plan.approval.expiresSeconds);
  return goTo(state, { at: 'rolling-back', reason: `nobody approved ${position.id} within ${waited}` }, now);
}
