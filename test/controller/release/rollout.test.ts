// The rules of a rollout: weights only rise, no step is skipped, and a failure always rolls back.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, chooseAction, weightOf } from '../../../controller/release/rollout';
import type {
  RolloutAction,
  RolloutEvent,
  Evaluation,
  RolloutPlan,
  RolloutState,
} from '../../../controller/release/rollout';
import { at, PLAN, startedRollout } from './rollout-start';

const plan = (changes: Partial<RolloutPlan> = {}): RolloutPlan => ({
  ...PLAN,
  steps: [
    { weight: 10, waitSeconds: 120, approval: false },
    { weight: 50, waitSeconds: 60, approval: false },
    { weight: 100, waitSeconds: 0, approval: false },
  ],
  ...changes,
});

const started = (changes: Partial<RolloutPlan> = {}): RolloutState => startedRollout(plan(changes));

const evaluation = (kind: Evaluation['kind'], seconds: number): Evaluation => ({
  at: at(seconds).toISOString(),
  kind,
  reason: `${kind} at ${seconds}`,
  metrics: [],
});

/** Runs a rollout until it ends or stops; `judge` gives each evaluation. Returns every action with its time. */
function run(
  state: RolloutState,
  judge: (seconds: number, evaluations: number) => Evaluation['kind'] = () => 'pass',
  from = 0,
): { state: RolloutState; actions: [number, RolloutAction][] } {
  const actions: [number, RolloutAction][] = [];
  let [now, evaluations] = [from, 0];
  for (let turn = 0; turn < 2000; turn++) {
    const action = chooseAction(state, at(now));
    actions.push([now, action]);
    if (action.kind === 'stop') return { state, actions };
    if (action.kind === 'wait') {
      const until = (action.until.getTime() - at(0).getTime()) / 1000;
      if (until <= now) state = advance(state, { kind: 'expired' }, at(now));
      now = Math.max(now, until);
    } else if (action.kind === 'evaluate') {
      state = advance(state, { kind: 'evaluated', evaluation: evaluation(judge(now, evaluations++), now) }, at(now));
    } else state = advance(state, { kind: 'completed' }, at(now));
  }
  throw new Error('the rollout does not end');
}

const weights = (actions: readonly [number, RolloutAction][]): number[] =>
  actions.flatMap(([, action]) => (action.kind === 'shift' ? [action.weight] : []));

describe('a rollout', () => {
  it('takes every step in order, evaluates at every interval and at the end of each wait, bakes and settles', () => {
    const { state, actions } = run(started());
    const done = actions.filter(([, action]) => action.kind !== 'wait').map(([now, action]) => [now, action.kind]);
    expect(done).toEqual([
      [0, 'hooks'],
      [0, 'shift'],
      [60, 'evaluate'],
      [120, 'evaluate'],
      [120, 'hooks'],
      [120, 'shift'],
      [180, 'evaluate'],
      [180, 'hooks'],
      [180, 'shift'],
      [180, 'hooks'],
      [180, 'hooks'],
      [240, 'evaluate'],
      [300, 'evaluate'],
      [300, 'settle'],
      [300, 'stop'],
    ]);
    expect(weights(actions)).toEqual([10, 50, 100]);
    expect(state.position).toMatchObject({ at: 'done', outcome: 'settled' });
  });

  it('rolls back at the first evaluation that fails, with its reason', () => {
    const { state, actions } = run(started(), (now) => (now >= 180 ? 'fail' : 'pass'));
    expect(actions.at(-2)).toEqual([180, { kind: 'roll-back', reason: 'fail at 180' }]);
    expect(state.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'fail at 180' });
  });

  it('stays at its step while there is too little data', () => {
    const { actions } = run(started(), (_now, evaluations) => (evaluations < 7 ? 'hold' : 'pass'));
    expect(actions.filter(([, action]) => action.kind === 'evaluate').map(([now]) => now)).toEqual([
      60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660,
    ]);
    expect(actions.find(([, action]) => action.kind === 'shift' && action.weight === 50)?.[0]).toBe(480);
  });

  it('waits for a proof after the bake time, and pauses without one', () => {
    const { state } = run(started(), () => 'inconclusive');
    expect(state.pause?.reason).toBe('nothing is proven 10m after the end of the bake time: inconclusive at 900');
    expect(state.position.at).toBe('baking');
  });

  it('evaluates when it is resumed after a pause without a proof, before it goes on', () => {
    const { state } = run(started(), () => 'inconclusive');
    const resume = advance(state, { kind: 'resume', configuration: 'hash', weight: null }, at(1000));
    const passed = run(resume, () => 'pass', 1000);
    expect(passed.actions.map(([now, { kind }]) => [now, kind])).toEqual([
      [1000, 'evaluate'],
      [1000, 'settle'],
      [1000, 'stop'],
    ]);
    const again = run(resume, () => 'inconclusive', 1000);
    expect(again.state.pause?.since).toBe(at(1600).toISOString());
    expect(weights(again.actions)).toEqual([]);
  });

  it.each([
    ['settle', 'settled'],
    ['rollback', 'rolled-back'],
  ] as const)('without a proof does what the plan says: %s', (inconclusive, outcome) => {
    const { state, actions } = run(started({ inconclusive }), () => 'inconclusive');
    expect(state.position).toMatchObject({ at: 'done', outcome });
    expect(actions.at(-1)?.[0]).toBe(900);
  });

  it('pauses when it has held for as long as the plan allows, at a step and at the end', () => {
    const atStep = run(started(), () => 'hold').state;
    expect(atStep.pause?.reason).toBe('held for 10m more than planned: hold at 720');
    expect(atStep.position).toEqual({ at: 'holding', step: 0 });
    const baking = run(started(), (now) => (now > 180 ? 'hold' : 'pass')).state;
    expect(baking.position.at).toBe('baking');
    expect(baking.pause?.reason).toContain('held for 10m more');
  });

  it('pauses at once when both colors fail, and goes on where it was', () => {
    const { state } = run(started(), (now) => (now >= 180 ? 'pause' : 'pass'));
    expect(state).toMatchObject({ pause: { reason: 'pause at 180' }, position: { at: 'holding', step: 1 } });
    const resumed = advance(state, { kind: 'resume', configuration: 'hash', weight: null }, at(2000));
    expect(run(resumed, () => 'pass', 2000).state.position).toMatchObject({ at: 'done', outcome: 'settled' });
  });

  it('notes when each weight was set', () => {
    expect(run(started()).state.shifts).toEqual([0, 120, 180].map((seconds) => at(seconds).toISOString()));
  });

  it('waits for an approval, evaluates meanwhile, and rolls back when nobody approves', () => {
    const steps = [{ weight: 10, waitSeconds: 0, approval: true }, ...plan().steps.slice(2)];
    const { state, actions } = run(started({ steps }));
    expect(actions.filter(([, action]) => action.kind === 'evaluate')).toHaveLength(9);
    expect(state.position).toMatchObject({ outcome: 'rolled-back', reason: 'nobody approved r1-1 within 10m' });
    const lenient = started({ steps, approval: { expiresSeconds: 600, otherwise: 'go_on' } });
    expect(run(lenient).state.position).toMatchObject({ outcome: 'settled' });
  });

  it('does not go on without an approval and without data', () => {
    const steps = [{ weight: 10, waitSeconds: 0, approval: true }, ...plan().steps.slice(2)];
    const lenient = started({ steps, approval: { expiresSeconds: 600, otherwise: 'go_on' } });
    const blind = run(lenient, () => 'hold');
    expect(weights(blind.actions)).toEqual([10]);
    expect(blind.state).toMatchObject({ position: { at: 'approval' }, pause: { since: at(1200).toISOString() } });
    const late = run(lenient, (now) => (now < 900 ? 'hold' : 'pass'));
    expect(late.actions.find(([, action]) => action.kind === 'shift' && action.weight === 100)?.[0]).toBe(900);
  });

  it('says at its end what was proven', () => {
    const endOf = (changes: Partial<RolloutPlan>, judge: Parameters<typeof run>[1]): unknown =>
      (run(started(changes), judge).state.position as { reason: string }).reason;
    expect(endOf({}, () => 'pass')).toBe('every step passed');
    expect(endOf({ inconclusive: 'settle' }, () => 'inconclusive')).toBe('without a proof: inconclusive at 900');
    expect(endOf({ settle: false, inconclusive: 'settle' }, () => 'inconclusive')).toMatch(/^without a proof: /);
    const blind = {
      ...evaluation('pass', 60),
      metrics: [{ name: 'errors', kind: 'pass', value: null, reason: 'none' }],
    };
    const baking = { ...started({ settle: false }), position: { at: 'baking' }, since: at(0).toISOString() } as const;
    const ended = advance(baking, { kind: 'evaluated', evaluation: blind as Evaluation }, at(200));
    expect(ended.position).toMatchObject({ at: 'done', reason: 'without data: pass at 60' });
  });

  it('rolls back while it waits for an approval, when an evaluation fails', () => {
    const steps = [{ weight: 10, waitSeconds: 0, approval: true }, ...plan().steps.slice(2)];
    const { state } = run(started({ steps }), (now) => (now >= 120 ? 'fail' : 'pass'));
    expect(state.position).toMatchObject({ outcome: 'rolled-back', reason: 'fail at 120' });
  });

  it('rolls back when AWS was unreachable for too long, and not before', () => {
    const lost: RolloutEvent = { kind: 'unreachable', reason: 'timeout' };
    let state = started();
    for (let i = 0; i < 2; i++) state = advance(state, { kind: 'completed' }, at(0));
    state = advance(advance(state, lost, at(60)), lost, at(359));
    expect(state.position.at).toBe('holding');
    const reached = advance(state, { kind: 'evaluated', evaluation: evaluation('pass', 60) }, at(60));
    expect(advance(reached, lost, at(400)).position.at).toBe('holding');
    expect(advance(state, lost, at(360)).position).toEqual({
      at: 'rolling-back',
      reason: 'unreachable for 5m: timeout',
    });
  });

  it('does not count a pause as time at its position', () => {
    let state = started();
    for (let i = 0; i < 2; i++) state = advance(state, { kind: 'completed' }, at(0));
    state = advance(state, { kind: 'pause', reason: 'wait' }, at(30));
    expect(chooseAction(state, at(500))).toEqual({ kind: 'stop' });
    state = advance(state, { kind: 'resume', configuration: 'hash', weight: null }, at(1030));
    expect(chooseAction(state, at(1030))).toMatchObject({ kind: 'wait', until: at(1060) });
  });
});

const anyEvent: fc.Arbitrary<RolloutEvent> = fc.oneof(
  fc.constantFrom<RolloutEvent>(
    { kind: 'completed' },
    { kind: 'expired' },
    { kind: 'approved' },
    { kind: 'resume', configuration: 'hash', weight: null },
    { kind: 'pause', reason: 'p' },
    { kind: 'failed', reason: 'f' },
    { kind: 'abort', reason: 'a' },
    { kind: 'unreachable', reason: 'o' },
    { kind: 'blocked', reason: 'b' },
    { kind: 'no-way-back', reason: 'n' },
  ),
  fc
    .constantFrom<Evaluation['kind']>('pass', 'fail', 'inconclusive', 'hold')
    .map((kind): RolloutEvent => ({ kind: 'evaluated', evaluation: evaluation(kind, 0) })),
);

const walk = (events: readonly RolloutEvent[]): RolloutState[] => {
  const states = [started()];
  events.forEach((event, i) => states.push(advance(states[i] ?? started(), event, at((i + 1) * 20))));
  return states;
};

describe('whatever happens to a rollout', () => {
  it('its weight only falls by a rollback', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const states = walk(events);
        states.slice(1).forEach((state, i) => {
          const before = states[i];
          const back = ['rolling-back', 'done'].includes(state.position.at);
          if (before && !back) expect(weightOf(state)).toBeGreaterThanOrEqual(weightOf(before));
        });
      }),
    );
  });

  it('no step is skipped', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const reached = walk(events).flatMap(({ position }) => (position.at === 'shifting' ? [position.step] : []));
        const order = reached.filter((step, i) => step !== reached[i - 1]);
        expect(order).toEqual(order.map((_, i) => i));
      }),
    );
  });

  it('a rollback ends a pause', () => {
    const events: RolloutEvent[] = [
      { kind: 'pause', reason: 'p' },
      { kind: 'failed', reason: 'f' },
      { kind: 'resume', configuration: 'hash', weight: null },
    ];
    expect(walk(events).at(-1)?.position).toEqual({ at: 'rolling-back', reason: 'f' });
  });

  it('a rollback that has begun only ends as done, and done is final', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const states = walk(events).map(({ position }) => position.at);
        const first = states.findIndex((name) => name === 'rolling-back' || name === 'done');
        if (first >= 0) expect(states.slice(first).every((name) => ['rolling-back', 'done'].includes(name))).toBe(true);
      }),
    );
  });
});
