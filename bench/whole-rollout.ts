// Whole rollouts in simulated time: the machine, the judgement and metrics that arrive late, without a clock. Only traffic is drawn.
import { CLOUDWATCH, judge } from '../controller/release/judge';
import type { Counts, Interval, JudgeInput } from '../controller/release/judge';
import { advance, chooseAction, createRolloutState } from '../controller/release/rollout';
import type { Evaluation, RolloutAction, RolloutEvent, RolloutPlan, RolloutState } from '../controller/release/rollout';
import { elapsedSeconds, holdSeconds } from '../controller/release/rollout/next';
import type { Random } from './chance';
import { addCounts, drawCounts, THRESHOLDS } from './counts';
import type { Rates } from './counts';
import type { Screen } from './screen';
import type { Metrics } from '../environments/schema-metrics';

export type { Rates } from './counts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
/** Minutes before the first shift that the stable color's record covers, and of one of its intervals. */
const RECORD = CLOUDWATCH.recordMinutes;
const RECORD_INTERVAL = 10;
/** Minutes after its end from which a minute is known, as in CloudWatch. */
const LATE = 2;
/** Turns of the machine after which a rollout never ends. */
const MOST_TURNS = 20_000;

/** What a color does in a minute, counted from the first shift and negative before; `weight` is the candidate's, in percent. */
type Behavior = (minute: number, weight: number, sinceShift: number) => Rates;

/** The traffic of a minute. Both colors are asked once for each minute. */
export interface Traffic {
  readonly requests: (minute: number) => number;
  readonly stable: Behavior;
  readonly candidate: Behavior;
  /** The candidate's part of the requests at a weight, in percent; the weight itself unless given. */
  readonly share?: (weight: number) => number;
}

/** How metrics arrive. */
export interface Arrival {
  /** Minutes after its end from which a minute is known. */
  readonly late: number;
  /** The part of a minute's requests that has been counted when it is known first, a minute later, and so on; ends with 1. */
  readonly counted: readonly number[];
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
  readonly arrival?: Arrival;
  /** Tells which evaluations are judged; all of them unless given. */
  readonly screen?: Screen;
}

const ON_TIME: Arrival = { late: LATE, counted: [1] };

/** Runs a rollout until it ends or pauses. Throws for one that does not. */
export function simulateRollout({ plan, metrics, traffic, random, arrival = ON_TIME, screen }: Simulation): Ended {
  const before = Array.from({ length: RECORD / RECORD_INTERVAL }, (_, i) => drawRecord(i * RECORD_INTERVAL - RECORD));
  const drawn: (readonly Interval[])[] = [];
  /** The candidate's weight, and from which minute on. */
  const weights: { readonly from: number; readonly weight: number }[] = [];
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
    if (action.kind === 'evaluate') return { kind: 'evaluated', evaluation: evaluate(before) };
    if (action.kind === 'shift') weights.push({ from: (now - START) / MINUTE, weight: action.weight });
    return { kind: 'completed' };
  }

  function evaluate(before: RolloutState): Evaluation {
    const input = inputAt(before);
    const over = elapsedSeconds(before, input.now) - holdSeconds(plan, before.position);
    const stage = { ends: over >= 0, settles: over >= 0 && before.position.at === 'baking' };
    if (!screen || over >= plan.holdAtMostSeconds || screen(input, stage)) return judge(input);
    return { at: input.now.toISOString(), kind: 'inconclusive', reason: 'not judged', metrics: [] };
  }

  function inputAt({ shifts: [first = '', ...later], evaluations }: RolloutState): JudgeInput {
    const known = Math.max(0, Math.floor((now - START) / MINUTE) - arrival.late);
    return {
      service: 'web',
      metrics,
      before,
      intervals: Array.from({ length: known }, (_, minute) => readMinute(minute, known - 1 - minute)),
      alarms: [],
      thresholds: THRESHOLDS,
      shifts: [new Date(first), ...later.map((at) => new Date(at))],
      earlier: evaluations,
      now: new Date(now),
    };
  }

  /** What is known of a minute, `age` minutes after it was known first. */
  function readMinute(minute: number, age: number): Interval {
    const versions = (drawn[minute] ??= drawMinute(minute));
    return versions[Math.min(age, versions.length - 1)] as Interval;
  }

  function drawMinute(minute: number): readonly Interval[] {
    const { from, weight } = weights.findLast((one) => one.from <= minute) ?? { from: 0, weight: 0 };
    const requests = traffic.requests(minute);
    const ofCandidate = Math.round((requests * (traffic.share?.(weight) ?? weight)) / 100);
    const stable = drawVersions(requests - ofCandidate, traffic.stable(minute, weight, minute - from));
    const candidate = drawVersions(ofCandidate, traffic.candidate(minute, weight, minute - from));
    return stable.map((counts, i) => makeInterval(minute, 1, counts, candidate[i] ?? counts));
  }

  /** A color's counts of one minute, as they grow. */
  function drawVersions(requests: number, rates: Rates): readonly Counts[] {
    const counted = arrival.counted.map((part) => Math.round(requests * part));
    const parts = counted.map((all, i) => drawCounts(all - (counted[i - 1] ?? 0), rates, random));
    return parts.map((_, i) => parts.slice(0, i + 1).reduce(addCounts));
  }

  /** An interval of the stable color's record. It is longer than a minute, which changes nothing: only the sum of all is used. */
  function drawRecord(from: number): Interval {
    const minutes = Array.from({ length: RECORD_INTERVAL }, (_, i) => {
      return { requests: traffic.requests(from + i), ...traffic.stable(from + i, 0, from + i + RECORD) };
    });
    const requests = minutes.reduce((sum, one) => sum + one.requests, 0);
    const mean = (rate: 'failures' | 'slow'): number =>
      minutes.reduce((sum, one) => sum + one.requests * one[rate], 0) / Math.max(1, requests);
    const rates = { failures: mean('failures'), slow: mean('slow') };
    return makeInterval(from, RECORD_INTERVAL, drawCounts(requests, rates, random), drawCounts(0, rates, random));
  }
}

const makeInterval = (minute: number, length: number, stable: Counts, candidate: Counts): Interval => ({
  from: timeOf(minute),
  to: timeOf(minute + length),
  stable,
  candidate,
});

const times = new Map<number, string>();

/** The time of a minute, made once. */
function timeOf(minute: number): string {
  const time = times.get(minute) ?? new Date(START + minute * MINUTE).toISOString();
  times.set(minute, time);
  return time;
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
