// What a rollout does next, and until when it waits. The time is a parameter. Pure.
import type { RolloutAction, Position, RolloutPlan, RolloutState } from './types';

/** Chooses what a rollout does next at this time. */
export function chooseAction(state: RolloutState, now: Date): RolloutAction {
  const { position, plan } = state;
  if (state.pause) return { kind: 'stop' };
  switch (position.at) {
    case 'opening':
      return { kind: 'open-canary' };
    case 'self-testing':
      return { kind: 'wait', until: addSeconds(state, plan.selfTestSeconds), for: 'the test by whitelisted addresses' };
    case 'before-shift':
      return { kind: 'hooks', point: 'before_shift' };
    case 'shifting':
      return { kind: 'shift', weight: weightAt(plan, position.step) };
    case 'holding':
      return evaluateOrWait(state, now, `${weightAt(plan, position.step)} %`);
    case 'after-step':
      return { kind: 'hooks', point: 'after_step' };
    case 'approval':
      return awaitApproval(state, position.id, now);
    case 'after-promote':
      return { kind: 'hooks', point: 'after_promote' };
    case 'baking':
      return evaluateOrWait(state, now, 'the bake time');
    case 'settling':
      return { kind: 'settle' };
    case 'rolling-back':
      return { kind: 'roll-back', reason: position.reason };
    case 'done':
      return { kind: 'stop' };
  }
}

/** Evaluates at every interval, and once more when the time is over, so that no step ends without an evaluation. */
function evaluateOrWait(state: RolloutState, now: Date, what: string): RolloutAction {
  const over = addSeconds(state, holdSeconds(state.plan, state.position));
  const next = nextEvaluation(state);
  const evaluatedAtEnd = Date.parse(state.evaluations.at(-1)?.at ?? '') >= over.getTime();
  const due = !evaluatedAtEnd && over < next ? over : next;
  return now >= due
    ? { kind: 'evaluate' }
    : { kind: 'wait', until: due, for: describeMissing(state, now)?.for ?? what };
}

/** What a position that lasts longer than its time waits for, until when at the latest, and what happens then. */
export interface Missing {
  readonly for: 'more data' | 'a proof' | 'the next evaluation';
  readonly until: Date;
  readonly then: RolloutPlan['inconclusive'];
}

/** What is missing at the end of a step or the bake time; null before that, and elsewhere. */
export function describeMissing(state: RolloutState, now: Date): Missing | null {
  const { position, plan, evaluations } = state;
  const lasts = holdSeconds(plan, position);
  if ((position.at !== 'holding' && position.at !== 'baking') || elapsedSeconds(state, now) < lasts) return null;
  const last = evaluations.findLast(({ at }) => Date.parse(at) >= Date.parse(state.since));
  const until = addSeconds(state, lasts + plan.holdAtMostSeconds);
  if (last?.kind === 'hold') return { for: 'more data', until, then: 'pause' };
  const unproven = position.at === 'baking' && last?.kind === 'inconclusive';
  return {
    for: unproven ? 'a proof' : 'the next evaluation',
    until,
    then: position.at === 'baking' ? plan.inconclusive : 'pause',
  };
}

/**
 * The candidate keeps its traffic while it waits for an approval, so evaluations continue. Where it goes on without one, the step ends
 * as any other does: with an evaluation of its own data.
 */
function awaitApproval(state: RolloutState, id: string, now: Date): RolloutAction {
  if (endsByEvaluation(state.plan, state.position)) return evaluateOrWait(state, now, `approval ${id}`);
  const expires = approvalExpiry(state);
  const next = nextEvaluation(state);
  if (now < expires && now >= next) return { kind: 'evaluate' };
  return { kind: 'wait', until: next < expires && now < expires ? next : expires, for: `approval ${id}` };
}

/**
 * When the next evaluation is due while something else is done or blocks the next step: one interval after the last one or the last
 * shift, at once while AWS does not answer; null without traffic of the candidate, and during a pause.
 */
export function evaluationDue(state: RolloutState): Date | null {
  if (state.pause || !hasTraffic(state)) return null;
  if (state.lostSince !== null) return new Date(state.lostSince);
  const last = [state.shifts.at(-1) ?? state.since, ...state.evaluations.slice(-1).map(({ at }) => at)].map(Date.parse);
  return new Date(Math.max(...last) + state.plan.intervalSeconds * 1000);
}

/** One interval after the last evaluation, or after the position was reached. */
function nextEvaluation(state: RolloutState): Date {
  const last = state.evaluations.at(-1);
  const from = Math.max(Date.parse(state.since), last ? Date.parse(last.at) : 0);
  return new Date(from + state.plan.intervalSeconds * 1000);
}

/** How many seconds a position lasts at least. */
export function holdSeconds(plan: RolloutPlan, position: Position): number {
  if (position.at === 'baking') return plan.bakeSeconds;
  if (position.at === 'approval') return endsByEvaluation(plan, position) ? plan.approval.expiresSeconds : 0;
  return position.at === 'holding' ? (plan.steps[position.step]?.waitSeconds ?? 0) : 0;
}

/** Whether an evaluation ends a position when its time is over. A missing approval does that only where the plan goes on without it. */
export const endsByEvaluation = ({ approval }: RolloutPlan, { at }: Position): boolean =>
  at === 'holding' || at === 'baking' || (at === 'approval' && approval.otherwise === 'go_on');

/** When the approval expires that a rollout waits for. */
export const approvalExpiry = (state: RolloutState): Date => addSeconds(state, state.plan.approval.expiresSeconds);

/** Seconds since the position was reached. */
export const elapsedSeconds = (state: RolloutState, now: Date): number =>
  (now.getTime() - Date.parse(state.since)) / 1000;
const addSeconds = (state: RolloutState, seconds: number): Date => new Date(Date.parse(state.since) + seconds * 1000);
const weightAt = (plan: RolloutPlan, index: number): number => plan.steps[index]?.weight ?? 100;

/** The candidate's weight that a rollout has set, in whole percent. */
export function weightOf(state: RolloutState): number {
  const { position, plan } = state;
  switch (position.at) {
    case 'opening':
    case 'self-testing':
    case 'before-shift':
      return 0;
    case 'shifting':
      return position.step === 0 ? 0 : weightAt(plan, position.step - 1);
    case 'holding':
    case 'after-step':
    case 'approval':
      return weightAt(plan, position.step);
    case 'after-promote':
    case 'baking':
    case 'settling':
      return 100;
    case 'rolling-back':
      return 0;
    case 'done':
      return position.outcome === 'promoted' ? 100 : 0;
  }
}

/** Whether a rollout has given its candidates ordinary traffic, and not taken it back. */
export const hasTraffic = (state: RolloutState): boolean => state.position.at !== 'done' && weightOf(state) > 0;

/** Whether no candidate can have ordinary traffic yet. While the first shift is made, it may. */
export const isBeforeTraffic = ({ at }: Position): boolean => ['opening', 'self-testing', 'before-shift'].includes(at);
