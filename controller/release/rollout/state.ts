// The state of a rollout: how it begins, and the steps from one position to another. The time is a parameter. Pure.
import { holdSeconds } from './next';
import type { Position, RolloutOutcome, RolloutState } from './types';

/** The part of the state that a start decides. */
export type RolloutStart = Pick<
  RolloutState,
  'id' | 'environment' | 'services' | 'candidates' | 'stableCode' | 'configuration' | 'plan' | 'by' | 'via' | 'reason'
>;

/** Creates a rollout that begins now. */
export const createRolloutState = (start: RolloutStart, now: Date): RolloutState => ({
  schemaVersion: 4,
  ...start,
  startedAt: now.toISOString(),
  position: start.plan.selfTestSeconds > 0 ? { at: 'opening' } : { at: 'before-shift' },
  since: now.toISOString(),
  updatedAt: now.toISOString(),
  pause: null,
  evaluations: [],
  lostSince: null,
  blockedSince: null,
  shifts: [],
  thresholds: {},
});

/** Pauses a rollout; `then` is its position when it is resumed. */
export const pauseAt = (state: RolloutState, reason: string, then: Position, now: Date): RolloutState => ({
  ...state,
  pause: { reason, since: now.toISOString(), then },
});

/** Moves a rollout to another position. */
export const goTo = (state: RolloutState, position: Position, now: Date): RolloutState => ({
  ...state,
  position,
  since: now.toISOString(),
});

/** Moves a rollout to the next step, or past the last one. */
export function finishStep(state: RolloutState, index: number, now: Date): RolloutState {
  const last = index + 1 >= state.plan.steps.length;
  return goTo(state, last ? { at: 'after-promote' } : { at: 'shifting', step: index + 1 }, now);
}

/** The position after the last evaluation. */
export const lastPosition = (state: RolloutState): Position =>
  state.plan.settle ? { at: 'settling' } : donePosition('promoted', describeProof(state));

/** What the candidate has shown when a rollout ends well. */
export function describeProof({ evaluations }: RolloutState): string {
  const last = evaluations.at(-1);
  if (!last) return 'without an evaluation';
  if (last.kind !== 'pass') return `without a proof: ${last.reason}`;
  const isBlind = last.metrics.length > 0 && last.metrics.every(({ value }) => value === null);
  return isBlind ? `without data: ${last.reason}` : 'every step passed';
}

/** The end of a rollout. */
export const donePosition = (outcome: RolloutOutcome, reason: string): Position => ({ at: 'done', outcome, reason });

/**
 * Resumes a paused rollout. The time in its position does not include the pause; where it was over, it evaluates at once, and holds as
 * long as at first. With a `weight` that somebody else has set, in whole percent, it holds at that weight first, and the steps up to it
 * are left out.
 */
export function resume(state: RolloutState, configuration: string, weight: number | null, now: Date): RolloutState {
  if (!state.pause) return state;
  const { then, since } = state.pause;
  const resumed = { ...state, pause: null, configuration, lostSince: null, blockedSince: null };
  if (weight !== null) return holdAt({ ...resumed, position: then }, weight, now);
  const before = then.at === state.position.at ? (Date.parse(since) - Date.parse(state.since)) / 1000 : 0;
  const spent = Math.min(Math.max(0, before), holdSeconds(state.plan, then));
  return { ...resumed, position: then, since: new Date(now.getTime() - spent * 1000).toISOString() };
}

/** Replaces the plan's steps up to the present one by one step at a weight, and holds there. */
function holdAt(state: RolloutState, weight: number, now: Date): RolloutState {
  const { position, plan } = state;
  const reached = 'step' in position ? position.step : plan.steps.length - 1;
  const present = plan.steps[reached] ?? { waitSeconds: 0, approval: false };
  const before = plan.steps.slice(0, reached).filter((step) => step.weight < weight);
  const after = plan.steps.filter((step, index) => step.weight > weight && (index > reached || step.weight === 100));
  const steps = [...before, { ...present, weight }, ...after];
  const shifted = { ...state, plan: { ...plan, steps }, shifts: [...state.shifts, now.toISOString()] };
  return goTo(shifted, { at: 'holding', step: before.length }, now);
}
