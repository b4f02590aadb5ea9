// Rollouts by their rules: weights only rise, nothing is skipped, and a fail always leads back.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, begin, nextAction, weightOf } from '../../../controller/release/rollout';
import type { Action, Event, Look, RolloutPlan, RolloutState } from '../../../controller/release/rollout';

const T0 = Date.parse('2030-01-01T00:00:00Z');
const at = (seconds: number): Date => new Date(T0 + seconds * 1000);

const plan = (changes: Partial<RolloutPlan> = {}): RolloutPlan => ({
  steps: [
    { weight: 10, waitSeconds: 120, approval: false },
    { weight: 50, waitSeconds: 60, approval: false },
    { weight: 100, waitSeconds: 0, approval: false },
  ],
  bakeSeconds: 120,
  settle: true,
  intervalSeconds: 60,
  selfTestSeconds: 0,
  approval: { expiresSeconds: 600, otherwise: 'rollback' },
  lostApiSeconds: 300,
  ...changes,
});

const started = (changes: Partial<RolloutPlan> = {}): RolloutState =>
  begin(
    {
      id: 'r1',
      environment: 'prod',
      services: ['web'],
      candidates: { web: 'green' },
      configuration: 'hash',
      plan: plan(changes),
      by: 'ada',
      via: 'live',
      reason: null,
    },
    at(0),
  );

const look = (kind: Look['kind'], seconds: number): Look => ({
  at: at(seconds).toISOString(),
  kind,
  reason: `${kind} at ${seconds}`,
  metrics: [],
});

/** Carries a rollout on to its end or a stop; `see` says what each look shows. Returns every action with its time. */
function run(
  state: RolloutState,
  see: (seconds: number, looks: number) => Look['kind'] = () => 'pass',
  from = 0,
): { state: RolloutState; actions: [number, Action][] } {
  const actions: [number, Action][] = [];
  let [now, looks] = [from, 0];
  for (let turn = 0; turn < 2000; turn++) {
    const action = nextAction(state, at(now));
    actions.push([now, action]);
    if (action.kind === 'stop') return { state, actions };
    if (action.kind === 'wait') {
      const until = (action.until.getTime() - T0) / 1000;
      if (until <= now) state = advance(state, { kind: 'expired' }, at(now));
      now = Math.max(now, until);
    } else if (action.kind === 'look') {
      state = advance(state, { kind: 'looked', look: look(see(now, looks++), now) }, at(now));
    } else state = advance(state, { kind: 'carried-out' }, at(now));
  }
  throw new Error('the rollout does not end');
}

const weights = (actions: readonly [number, Action][]): number[] =>
  actions.flatMap(([, action]) => (action.kind === 'shift' ? [action.weight] : []));

describe('a rollout', () => {
  it('takes every step in order, looks at every interval and at the end of each wait, bakes and settles', () => {
    const { state, actions } = run(started());
    const said = actions.filter(([, action]) => action.kind !== 'wait').map(([now, action]) => [now, action.kind]);
    expect(said).toEqual([
      [0, 'hooks'],
      [0, 'shift'],
      [60, 'look'],
      [120, 'look'],
      [120, 'hooks'],
      [120, 'shift'],
      [180, 'look'],
      [180, 'hooks'],
      [180, 'shift'],
      [180, 'hooks'],
      [180, 'hooks'],
      [240, 'look'],
      [300, 'look'],
      [300, 'settle'],
      [300, 'stop'],
    ]);
    expect(weights(actions)).toEqual([10, 50, 100]);
    expect(state.position).toMatchObject({ at: 'done', outcome: 'settled' });
  });

  it('goes back at the first look that fails, and says why', () => {
    const { state, actions } = run(started(), (now) => (now >= 180 ? 'fail' : 'pass'));
    expect(actions.at(-2)).toEqual([180, { kind: 'roll-back', reason: 'fail at 180' }]);
    expect(state.position).toEqual({ at: 'done', outcome: 'rolled-back', reason: 'fail at 180' });
  });

  it('stays where it is while there is too little to say anything', () => {
    const { actions } = run(started(), (_now, looks) => (looks < 7 ? 'hold' : 'pass'));
    expect(actions.filter(([, action]) => action.kind === 'look').map(([now]) => now)).toEqual([
      60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660,
    ]);
    expect(actions.find(([, action]) => action.kind === 'shift' && action.weight === 50)?.[0]).toBe(480);
  });

  it('asks when the bake time ends with nothing proven, and settles when it is told to go on', () => {
    const { state } = run(started(), () => 'inconclusive');
    expect(state.pause?.reason).toContain('nothing is proven');
    expect(state.position.at).toBe('baking');
    const resumed = run(advance(state, { kind: 'resume', configuration: 'hash' }, at(1000)), () => 'pass', 1000);
    expect(resumed.actions[0]).toEqual([1000, { kind: 'settle' }]);
  });

  it('waits for an approval, looks on meanwhile, and goes back when nobody gives it', () => {
    const steps = [{ weight: 10, waitSeconds: 0, approval: true }, ...plan().steps.slice(2)];
    const { state, actions } = run(started({ steps }));
    expect(actions.filter(([, action]) => action.kind === 'look')).toHaveLength(9);
    expect(state.position).toMatchObject({ outcome: 'rolled-back', reason: 'nobody approved r1-1 within 10m' });
    const willing = started({ steps, approval: { expiresSeconds: 600, otherwise: 'go_on' } });
    expect(run(willing).state.position).toMatchObject({ outcome: 'settled' });
  });

  it('goes back while it waits for an approval, when a look fails', () => {
    const steps = [{ weight: 10, waitSeconds: 0, approval: true }, ...plan().steps.slice(2)];
    const { state } = run(started({ steps }), (now) => (now >= 120 ? 'fail' : 'pass'));
    expect(state.position).toMatchObject({ outcome: 'rolled-back', reason: 'fail at 120' });
  });

  it('goes back after AWS was out of reach for too long, and not before', () => {
    const lost: Event = { kind: 'out-of-reach', reason: 'timeout' };
    let state = started();
    for (let i = 0; i < 2; i++) state = advance(state, { kind: 'carried-out' }, at(0));
    state = advance(advance(state, lost, at(60)), lost, at(359));
    expect(state.position.at).toBe('holding');
    const seen = advance(state, { kind: 'looked', look: look('pass', 60) }, at(60));
    expect(advance(seen, lost, at(400)).position.at).toBe('holding');
    expect(advance(state, lost, at(360)).position).toEqual({
      at: 'rolling-back',
      reason: 'out of reach for 5m: timeout',
    });
  });

  it('keeps the time that was left through a pause', () => {
    let state = started();
    for (let i = 0; i < 2; i++) state = advance(state, { kind: 'carried-out' }, at(0));
    state = advance(state, { kind: 'pause', reason: 'wait' }, at(30));
    expect(nextAction(state, at(500))).toEqual({ kind: 'stop' });
    state = advance(state, { kind: 'resume', configuration: 'hash' }, at(1030));
    expect(nextAction(state, at(1030))).toMatchObject({ kind: 'wait', until: at(1060) });
  });
});

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom<Event>(
    { kind: 'carried-out' },
    { kind: 'expired' },
    { kind: 'approved' },
    { kind: 'resume', configuration: 'hash' },
    { kind: 'pause', reason: 'p' },
    { kind: 'failed', reason: 'f' },
    { kind: 'abort', reason: 'a' },
    { kind: 'out-of-reach', reason: 'o' },
  ),
  fc
    .constantFrom<Look['kind']>('pass', 'fail', 'inconclusive', 'hold')
    .map((kind): Event => ({ kind: 'looked', look: look(kind, 0) })),
);

const walk = (events: readonly Event[]): RolloutState[] => {
  const states = [started()];
  events.forEach((event, i) => states.push(advance(states[i] ?? started(), event, at((i + 1) * 20))));
  return states;
};

describe('whatever happens to a rollout', () => {
  it('its weight never falls but by going back', () => {
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

  it('no step is passed without its hooks, and none is skipped', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const reached = walk(events).flatMap(({ position }) => (position.at === 'shifting' ? [position.step] : []));
        const order = reached.filter((step, i) => step !== reached[i - 1]);
        expect(order).toEqual(order.map((_, i) => i));
      }),
    );
  });

  it('a pause does not outlive the way back', () => {
    const events: Event[] = [
      { kind: 'pause', reason: 'p' },
      { kind: 'failed', reason: 'f' },
      { kind: 'resume', configuration: 'hash' },
    ];
    expect(walk(events).at(-1)?.position).toEqual({ at: 'rolling-back', reason: 'f' });
  });

  it('once it goes back it does nothing else, and once it is done it stays so', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const states = walk(events).map(({ position }) => position.at);
        const first = states.findIndex((name) => name === 'rolling-back' || name === 'done');
        if (first >= 0) expect(states.slice(first).every((name) => ['rolling-back', 'done'].includes(name))).toBe(true);
      }),
    );
  });
});
