// Whole rollouts in simulated time: the machine, the judgement and metrics that arrive late, without a clock. Only traffic is drawn.
import { CLOUDWATCH, judge, NO_TIMING, splitAtFirstShift } from '../controller/release/judge';
import type { Counts, Interval, JudgeInput } from '../controller/release/judge';
import { advance, chooseAction, createRolloutState } from '../controller/release/rollout';
import type { RolloutAction, RolloutEvent, RolloutPlan, RolloutState } from '../controller/release/rollout';
import type { Metrics } from '../environments/schema-metrics';
import { createHitSampler } from './chance';
import type { Random } from './chance';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
/** Minutes before the first shift that the stable color's record covers. */
const RECORD = CLOUDWATCH.recordMinutes;
/** Minutes after its end from which a minute is known, as in CloudWatch. */
const LATE = 2;
/** Turns of the machine after which a rollout never ends. */
const MOST_TURNS = 20_000;

/** What each color does with its requests: rates between 0 and 1. `slow`: of its invocations. */
export interface Rates {
  readonly failures: number;
  readonly slow: number;
}

/** The traffic of a minute. `minute` counts from the first shift, negative before; `weight` is the candidate's, in percent. */
export interface Traffic {
  readonly requests: (minute: number) => number;
  readonly stable: (minute: number, weight: number) => Rates;
  readonly candidate: (minute: number, weight: number) => Rates;
}

/** How a rollout ended: settled, rolled back, or paused for a person. `minutes` since the first shift. */
export interface Ended {
  readonly outcome: 'settled' | 'rolled-back' | 'paused';
  readonly reason: string;
  readonly minutes: number;
  /** The candidate's highest weight. */
  readonly weight: number;
}

/** A rollout to simulate. */
export interface Simulation {
  readonly plan: RolloutPlan;
  readonly metrics: Metrics;
  readonly traffic: Traffic;
  readonly random: Random;
}

/** Runs a rollout until it ends or pauses. Throws for one that does not. */
export function simulateRollout({ plan, metrics, traffic, random }: Simulation): Ended {
  const drawn = new Map<number, Interval>();
  /** The candidate's weight from each time on, in milliseconds since the epoch. */
  const weights: { readonly at: number; readonly weight: number }[] = [];
  let state: RolloutState = createRolloutState(startOf(plan), new Date(START));
  let now = START;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const action = chooseAction(state, new Date(now));
    const at = new Date(now);
    if (action.kind === 'stop') return describe(state, now, weights);
    if (action.kind === 'wait' && action.until.getTime() > now) now = action.until.getTime();
    else state = advance(state, perform(action, state), at);
  }
  throw new Error('the rollout does not end');

  function perform(action: RolloutAction, before: RolloutState): RolloutEvent {
    if (action.kind === 'wait') return { kind: 'expired' };
    if (action.kind === 'evaluate') return { kind: 'evaluated', evaluation: judge(inputAt(before)) };
    if (action.kind === 'shift') weights.push({ at: now, weight: action.weight });
    return { kind: 'completed' };
  }

  function inputAt({ shifts: [first = '', ...later], evaluations }: RolloutState): JudgeInput {
    const known = Math.floor(now / MINUTE) - LATE;
    const from = Math.floor(START / MINUTE);
    const all = Array.from({ length: Math.max(0, known - from + RECORD) }, (_, i) => draw(from - RECORD + i));
    const shifts = [new Date(first), ...later.map((at) => new Date(at))] as const;
    return {
      service: 'web',
      metrics,
      ...splitAtFirstShift(all, shifts),
      alarms: [],
      thresholds: { slowMs: 300, slowestMs: 900, slowResponseMs: null },
      shifts,
      earlier: evaluations,
      now: new Date(now),
    };
  }

  function draw(index: number): Interval {
    const before = drawn.get(index);
    if (before) return before;
    const minute = index - Math.floor(START / MINUTE);
    const weight = weights.findLast(({ at }) => at <= index * MINUTE)?.weight ?? 0;
    const requests = traffic.requests(minute);
    const ofCandidate = Math.round((requests * weight) / 100);
    const one: Interval = {
      from: new Date(index * MINUTE).toISOString(),
      to: new Date((index + 1) * MINUTE).toISOString(),
      stable: drawCounts(requests - ofCandidate, traffic.stable(minute, weight), random),
      candidate: drawCounts(ofCandidate, traffic.candidate(minute, weight), random),
    };
    drawn.set(index, one);
    return one;
  }
}

function describe(
  { pause, position }: RolloutState,
  now: number,
  weights: readonly { readonly weight: number }[],
): Ended {
  const minutes = (now - START) / MINUTE;
  const weight = Math.max(0, ...weights.map((one) => one.weight));
  if (pause) return { outcome: 'paused', reason: pause.reason, minutes, weight };
  const { reason } = position as { readonly reason: string };
  const outcome = position.at === 'done' && position.outcome === 'rolled-back' ? 'rolled-back' : 'settled';
  return { outcome, reason, minutes, weight };
}

const samplers = new Map<string, (random: Random) => number>();

/** Draws hits; equal counts and rates share their distribution. */
function drawHits(count: number, rate: number, random: Random): number {
  const key = `${count} ${rate}`;
  const sampler = samplers.get(key) ?? createHitSampler(count, rate);
  samplers.set(key, sampler);
  return sampler(random);
}

const drawCounts = (requests: number, { failures, slow }: Rates, random: Random): Counts => ({
  requests,
  failures: drawHits(requests, failures, random),
  clientErrors: null,
  throttles: 0,
  timed: requests,
  slow: drawHits(requests, slow, random),
  slowest: drawHits(requests, slow / 5, random),
  p95Ms: requests === 0 ? null : 300,
  response: NO_TIMING,
  custom: {},
});

const startOf = (plan: RolloutPlan) =>
  ({
    id: 'simulated',
    environment: 'simulated',
    services: ['web'],
    candidates: { web: 'green' },
    stableCode: { web: 'v1' },
    configuration: '',
    plan,
    by: 'bench',
    via: 'live',
    reason: null,
  }) as const;
