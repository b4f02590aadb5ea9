// A rollout as a state machine: how it begins, and where what happened leads. Pure: the time comes in.
import { formatDuration } from '../../../environments/duration';
import { elapsed, holdSeconds } from './next';
import type { Event, Look, Outcome, Position, RolloutPlan, RolloutState } from './types';

/** Looks that are kept: enough for a line of them on the screen, and for the record. */
const LOOKS_KEPT = 120;

/** The part of a state that a start decides. */
export type Start = Pick<
  RolloutState,
  'id' | 'environment' | 'services' | 'candidates' | 'configuration' | 'plan' | 'by' | 'via' | 'reason'
>;

/** A rollout that begins now. */
export const begin = (start: Start, now: Date): RolloutState => ({
  schemaVersion: 1,
  ...start,
  startedAt: now.toISOString(),
  position: start.plan.selfTestSeconds > 0 ? { at: 'opening' } : { at: 'before-shift' },
  since: now.toISOString(),
  updatedAt: now.toISOString(),
  pause: null,
  looks: [],
  lostSince: null,
  shiftedAt: null,
  slowMs: {},
});

/** Where an event leads. An event that means nothing where the rollout is changes nothing. */
export function advance(state: RolloutState, event: Event, now: Date): RolloutState {
  const next = step(state, event, now);
  return next === state ? state : { ...alsoThen(state, next), updatedAt: now.toISOString() };
}

/** What is carried out while a pause begins is not done again after it. */
function alsoThen(before: RolloutState, { pause: paused, ...next }: RolloutState): RolloutState {
  const goesOn = paused && paused === before.pause && JSON.stringify(paused.then) === JSON.stringify(before.position);
  return { ...next, pause: goesOn ? { ...paused, then: next.position } : paused };
}

function step(state: RolloutState, event: Event, now: Date): RolloutState {
  if (state.position.at === 'done') return state;
  switch (event.kind) {
    case 'carried-out':
      return carriedOut({ ...state, lostSince: null }, now);
    case 'measured':
      return { ...state, slowMs: event.slowMs, lostSince: null };
    case 'looked':
      return looked({ ...state, lostSince: null }, event.look, now);
    case 'failed':
      return goTo({ ...state, pause: null }, { at: 'rolling-back', reason: event.reason }, now);
    case 'out-of-reach':
      return outOfReach(state, event.reason, now);
    case 'expired':
      return expired(state, now);
    case 'approved':
      return state.position.at === 'approval' && !state.pause ? afterStep(state, state.position.step, now) : state;
    case 'pause':
      return state.pause || state.position.at === 'rolling-back'
        ? state
        : pause(state, event.reason, state.position, now);
    case 'resume':
      return resume(state, event.configuration, now);
    case 'went-back':
      return goTo({ ...state, pause: null }, done('rolled-back', event.reason), now);
    case 'abort':
      return goTo({ ...state, pause: null }, { at: 'rolling-back', reason: event.reason }, now);
  }
}

function carriedOut(state: RolloutState, now: Date): RolloutState {
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
      const shifted = { ...state, shiftedAt: state.shiftedAt ?? now.toISOString() };
      return goTo(shifted, { at: waits ? 'holding' : 'after-step', step: position.step }, now);
    }
    case 'after-step':
      return plan.steps[position.step]?.approval
        ? goTo(state, { at: 'approval', step: position.step, id: `${state.id}-${position.step + 1}` }, now)
        : afterStep(state, position.step, now);
    case 'after-promote':
      return goTo(state, plan.bakeSeconds > 0 ? { at: 'baking' } : end(plan), now);
    case 'settling':
      return goTo(state, done('settled', 'every step passed'), now);
    case 'rolling-back':
      return goTo({ ...state, pause: null }, done('rolled-back', position.reason), now);
    case 'holding':
    case 'approval':
    case 'baking':
    case 'done':
      return state;
  }
}

/** A look decides at once when it fails, and otherwise once the time is over. */
function looked(state: RolloutState, look: Look, now: Date): RolloutState {
  const { position, plan } = state;
  if (position.at !== 'holding' && position.at !== 'baking' && position.at !== 'approval') return state;
  const seen = { ...state, looks: [...state.looks, look].slice(-LOOKS_KEPT) };
  if (look.kind === 'fail') return goTo({ ...seen, pause: null }, { at: 'rolling-back', reason: look.reason }, now);
  if (position.at === 'approval' || look.kind === 'hold' || elapsed(state, now) < holdSeconds(plan, position))
    return seen;
  if (position.at === 'holding') return goTo(seen, { at: 'after-step', step: position.step }, now);
  if (look.kind === 'pass') return goTo(seen, end(plan), now);
  return pause(seen, `the bake time is over, and nothing is proven: ${look.reason}`, end(plan), now);
}

function outOfReach(state: RolloutState, reason: string, now: Date): RolloutState {
  if (state.position.at === 'rolling-back') return state;
  const lostSince = state.lostSince ?? now.toISOString();
  const lost = (now.getTime() - Date.parse(lostSince)) / 1000;
  if (lost < state.plan.lostApiSeconds) return { ...state, lostSince };
  return goTo(
    { ...state, lostSince, pause: null },
    { at: 'rolling-back', reason: `out of reach for ${formatDuration(lost)}: ${reason}` },
    now,
  );
}

function expired(state: RolloutState, now: Date): RolloutState {
  const { position, plan } = state;
  if (position.at === 'self-testing') return carriedOut(state, now);
  if (position.at !== 'approval' || state.pause) return state;
  if (plan.approval.otherwise === 'go_on') return afterStep(state, position.step, now);
  const waited = formatDuration(plan.approval.expiresSeconds);
  return goTo(state, { at: 'rolling-back', reason: `nobody approved ${position.id} within ${waited}` }, now);
}

function resume(state: RolloutState, configuration: string, now: Date): RolloutState {
  if (!state.pause) return state;
  const { then, since } = state.pause;
  const same = then.at === state.position.at;
  const paused = now.getTime() - Date.parse(since);
  return {
    ...state,
    pause: null,
    configuration,
    position: then,
    since: same ? new Date(Date.parse(state.since) + Math.max(0, paused)).toISOString() : now.toISOString(),
    lostSince: null,
  };
}

const pause = (state: RolloutState, reason: string, then: Position, now: Date): RolloutState => ({
  ...state,
  pause: { reason, since: now.toISOString(), then },
});

const goTo = (state: RolloutState, position: Position, now: Date): RolloutState => ({
  ...state,
  position,
  since: now.toISOString(),
});

function afterStep(state: RolloutState, index: number, now: Date): RolloutState {
  const last = index + 1 >= state.plan.steps.length;
  return goTo(state, last ? { at: 'after-promote' } : { at: 'shifting', step: index + 1 }, now);
}

const end = (plan: RolloutPlan): Position => (plan.settle ? { at: 'settling' } : done('promoted', 'every step passed'));

const done = (outcome: Outcome, reason: string): Position => ({ at: 'done', outcome, reason });
