// Evaluations while a rollout is busy: while a hook runs, while a shift is made or blocked, and just after an approval.
import { describe, expect, it } from '@jest/globals';
import { advance, evaluationDue } from '../../../controller/release/rollout';
import type { Evaluation, Position, RolloutEvent, RolloutState } from '../../../controller/release/rollout';
import type { StrategyStep } from '../../../environments/strategy';
import { at, PLAN, startedRollout } from './rollout-start';

const [FIRST, LAST] = PLAN.steps as [StrategyStep, StrategyStep];

/** A rollout at a position since `since` seconds, whose last shift was at 0 seconds; its first step needs an approval. */
const stateAt = (position: Position, since = 120): RolloutState => ({
  ...startedRollout({ ...PLAN, steps: [{ ...FIRST, approval: true }, LAST] }),
  position,
  since: at(since).toISOString(),
  shifts: [at(0).toISOString()],
});

const evaluated = (kind: Evaluation['kind'], seconds: number, meanwhile = true): RolloutEvent => ({
  kind: 'evaluated',
  evaluation: { at: at(seconds).toISOString(), kind, reason: `${kind} at ${seconds}`, metrics: [] },
  meanwhile,
});
const after = (state: RolloutState, seconds: number, ...events: readonly RolloutEvent[]): RolloutState =>
  events.reduce((one, event) => advance(one, event, at(seconds)), state);

const BLOCKED: RolloutEvent = { kind: 'blocked', reason: 'locked' };
const LOST: RolloutEvent = { kind: 'unreachable', reason: 'timeout' };

const BUSY: readonly Position[] = [
  { at: 'shifting', step: 1 },
  { at: 'after-step', step: 0 },
  { at: 'after-promote' },
  { at: 'settling' },
];
const WAITING: readonly Position[] = [
  { at: 'holding', step: 0 },
  { at: 'approval', step: 0, id: 'r1-1' },
  { at: 'baking' },
];
const WITHOUT_TRAFFIC: readonly Position[] = [
  { at: 'opening' },
  { at: 'self-testing' },
  { at: 'before-shift' },
  { at: 'shifting', step: 0 },
  { at: 'rolling-back', reason: 'r' },
  { at: 'done', outcome: 'promoted', reason: 'r' },
];

describe.each([...BUSY, ...WAITING])('an evaluation meanwhile, $at', (position) => {
  const state = stateAt(position);

  it('rolls back when it fails, even during a pause', () => {
    const back = { position: { at: 'rolling-back', reason: 'fail at 180' }, pause: null };
    expect(after(state, 180, evaluated('fail', 180))).toMatchObject(back);
    expect(after(state, 180, { kind: 'pause', reason: 'p' }, evaluated('fail', 180))).toMatchObject(back);
  });

  it('pauses when a person must decide, to go on from there', () => {
    const paused = after(state, 180, evaluated('pause', 180));
    expect(paused).toMatchObject({ position, pause: { reason: 'pause at 180', then: position } });
  });

  it.each(['pass', 'hold', 'inconclusive'] as const)('is only recorded when the result is %s', (kind) => {
    const recorded = after(state, 10_000, evaluated(kind, 10_000));
    expect(recorded).toMatchObject({ position, pause: null, since: state.since });
    expect(recorded.evaluations).toMatchObject([{ kind }]);
  });

  it('is due one interval after the last one or the last shift, at once while AWS does not answer, and not in a pause', () => {
    expect(evaluationDue(state)).toEqual(at(60));
    expect(evaluationDue(after(state, 130, evaluated('pass', 130)))).toEqual(at(190));
    expect(evaluationDue(after(state, 130, evaluated('pass', 130), LOST))).toEqual(at(130));
    expect(evaluationDue(after(state, 130, { kind: 'pause', reason: 'p' }))).toBeNull();
  });

  it('shows that AWS answers, and not that nothing blocks the next step', () => {
    const recorded = after(state, 180, LOST, BLOCKED, evaluated('pass', 180));
    expect(recorded).toMatchObject({ lostSince: null, blockedSince: at(180).toISOString() });
  });
});

it.each(BUSY)('counts also without its mark, since no time ends there: $at', (position) => {
  expect(after(stateAt(position), 180, evaluated('fail', 180, false)).position.at).toBe('rolling-back');
  expect(after(stateAt(position), 180, evaluated('pass', 180, false)).position).toEqual(position);
});

it.each(WITHOUT_TRAFFIC)('evaluates nothing without ordinary traffic of the candidate: $at', (position) => {
  const state = { ...stateAt(position), shifts: [] };
  expect(evaluationDue(state)).toBeNull();
  expect(after(state, 180, evaluated('fail', 180))).toBe(state);
});

describe('a failure and an approval at the same moment', () => {
  const waiting = stateAt({ at: 'approval', step: 0, id: 'r1-1' });

  it('roll back in either order', () => {
    const approved = after(waiting, 180, { kind: 'approved' }, evaluated('fail', 180));
    expect(approved.position).toEqual({ at: 'rolling-back', reason: 'fail at 180' });
    const failed = after(waiting, 180, evaluated('fail', 180), { kind: 'approved' });
    expect(failed.position).toEqual({ at: 'rolling-back', reason: 'fail at 180' });
  });
});

describe('a blocked step', () => {
  it('rolls back when the metrics are out of reach for as long, and else pauses', () => {
    const position = { at: 'shifting', step: 1 } as const;
    const begun = after(stateAt(position), 180, LOST, BLOCKED);
    expect(after(begun, 480, LOST, BLOCKED).position).toEqual({
      at: 'rolling-back',
      reason: 'unreachable for 5m: timeout',
    });
    const seen = after(begun, 200, evaluated('pass', 200));
    expect(after(seen, 480, LOST, BLOCKED)).toMatchObject({ position, pause: { reason: 'waited 5m: locked' } });
  });

  it('counts as an answer of AWS while nothing is evaluated', () => {
    const state = { ...stateAt({ at: 'before-shift' }), shifts: [] };
    expect(after(state, 180, LOST, BLOCKED).lostSince).toBeNull();
  });
});
