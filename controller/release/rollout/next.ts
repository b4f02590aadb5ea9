// What a rollout does next, and until when it waits. Pure: the time comes in.
import type { Action, Position, RolloutPlan, RolloutState } from './types';

/** What a rollout does next at this time. */
export function nextAction(state: RolloutState, now: Date): Action {
  const { position, plan } = state;
  if (state.pause && position.at !== 'rolling-back') return { kind: 'stop' };
  switch (position.at) {
    case 'opening':
      return { kind: 'open-canary' };
    case 'self-testing':
      return { kind: 'wait', until: after(state, plan.selfTestSeconds), for: 'the test by whitelisted addresses' };
    case 'before-shift':
      return { kind: 'hooks', point: 'before_shift' };
    case 'shifting':
      return { kind: 'shift', weight: weightAt(plan, position.step) };
    case 'holding':
      return lookOrWait(state, now, `${weightAt(plan, position.step)} %`);
    case 'after-step':
      return { kind: 'hooks', point: 'after_step' };
    case 'approval':
      return approval(state, position.id, now);
    case 'after-promote':
      return { kind: 'hooks', point: 'after_promote' };
    case 'baking':
      return lookOrWait(state, now, 'the bake time');
    case 'settling':
      return { kind: 'settle' };
    case 'rolling-back':
      return { kind: 'roll-back', reason: position.reason };
    case 'done':
      return { kind: 'stop' };
  }
}

/** Looks at every interval, and once more when the time is over, so that nothing goes on unseen. */
function lookOrWait(state: RolloutState, now: Date, what: string): Action {
  const over = after(state, holdSeconds(state.plan, state.position));
  const next = nextLook(state);
  const lookedAtEnd = Date.parse(state.looks.at(-1)?.at ?? '') >= over.getTime();
  const due = !lookedAtEnd && over < next ? over : next;
  return now >= due ? { kind: 'look' } : { kind: 'wait', until: due, for: what };
}

/** While a person thinks, the candidate has its traffic: it is looked at all the same. */
function approval(state: RolloutState, id: string, now: Date): Action {
  const expires = after(state, state.plan.approval.expiresSeconds);
  const next = nextLook(state);
  if (now < expires && now >= next) return { kind: 'look' };
  return { kind: 'wait', until: next < expires && now < expires ? next : expires, for: `approval ${id}` };
}

/** An interval after the last look, or after the position was reached. */
function nextLook(state: RolloutState): Date {
  const last = state.looks.at(-1);
  const from = Math.max(Date.parse(state.since), last ? Date.parse(last.at) : 0);
  return new Date(from + state.plan.intervalSeconds * 1000);
}

/** Seconds that a position lasts at least. */
export function holdSeconds(plan: RolloutPlan, position: Position): number {
  if (position.at === 'baking') return plan.bakeSeconds;
  return position.at === 'holding' ? (plan.steps[position.step]?.waitSeconds ?? 0) : 0;
}

/** Seconds since the position was reached. */
export const elapsed = (state: RolloutState, now: Date): number => (now.getTime() - Date.parse(state.since)) / 1000;
const after = (state: RolloutState, seconds: number): Date => new Date(Date.parse(state.since) + seconds * 1000);
const weightAt = (plan: RolloutPlan, index: number): number => plan.steps[index]?.weight ?? 100;

/** The candidate's weight that a rollout has asked for, in whole percent. */
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
