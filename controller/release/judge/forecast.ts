// What a plan can see with some traffic, before it begins: the error rate that each step would notice, and how it ends when both colors
// are alike. It asks the same comparison and limit as the evaluations, with the hits that are expected. Pure.
import type { RolloutPlan } from '../rollout/types';
import type { Metrics } from '../../../environments/schema-metrics';
import { chooseAgainst, compareRates } from './comparison';
import { checkLimit } from './limit';
import { errorLimit, errorTerms } from './metrics';
import type { Block } from './sample';
import type { Blocks } from './view';

/** Traffic of a service: requests a minute, and the part of them that fails on the stable color, 0 to 1. */
export interface Traffic {
  readonly perMinute: number;
  readonly failing: number;
}

/**
 * How a source of metrics counts: the length of its intervals and how late they are, in seconds, and how long before the first shift the
 * stable color's record begins, in minutes.
 */
export interface Source {
  readonly intervalSeconds: number;
  readonly lateSeconds: number;
  readonly recordMinutes: number;
}

/** CloudWatch counts by the minute, and has a minute two minutes after its end; half a minute is lost at a shift on average. */
export const CLOUDWATCH: Source = { intervalSeconds: 60, lateSeconds: 150, recordMinutes: 60 };

/** The source of each kind of environment. A sandbox counts by the second. */
export const SOURCES: Readonly<Record<'aws' | 'sandbox', Source>> = {
  aws: CLOUDWATCH,
  sandbox: { intervalSeconds: 1, lateSeconds: 1, recordMinutes: 10 },
};

/**
 * One weight of a plan. `sees`: the lowest rate of a candidate that fails so from the first step on and is noticed at this weight by its
 * end in nine of ten rollouts; null where none is. `requests`: the candidate's that are known by then at this weight.
 */
export interface StepForecast {
  readonly weight: number;
  readonly seconds: number;
  readonly requests: number;
  readonly sees: number | null;
}

/** What a plan can see, and how and when it ends for a candidate that is as good. */
export interface Forecast {
  readonly steps: readonly StepForecast[];
  /** Seconds from the first shift. */
  readonly seconds: number;
  readonly ends: 'proven' | 'inconclusive' | 'too few requests';
}

/** The plan's weights with their lengths: each step, and the bake time at 100 %. */
interface Leg {
  readonly weight: number;
  readonly seconds: number;
}

/** Below the tenth part of the hits that are drawn, as a standard score: nine of ten rollouts have more. */
const NINE_OF_TEN = 1.2816;
const HALVINGS = 16;
/** Blocks of one weight: with more, the forecast would take longer and hardly change. */
const MOST_BLOCKS = 40;

/** Forecasts a plan. The traffic is taken as even. */
export function forecast(
  plan: Pick<RolloutPlan, 'steps' | 'bakeSeconds' | 'holdAtMostSeconds'>,
  metrics: Metrics,
  traffic: Traffic,
  source: Source,
): Forecast {
  const legs: readonly Leg[] = [
    ...plan.steps.filter(({ weight }) => weight < 100).map(({ weight, waitSeconds: seconds }) => ({ weight, seconds })),
    { weight: 100, seconds: plan.bakeSeconds },
  ];
  const situation = { legs, metrics, traffic, source };
  const steps = legs.map(({ weight, seconds }, index) => ({
    weight,
    seconds,
    requests: Math.floor(requestsOf(situation, index)),
    sees: findLowestSeen(situation, index),
  }));
  const beforeBake = legs.slice(0, -1).reduce((sum, { seconds }) => sum + seconds, 0);
  const least = metrics.errors.min_requests;
  if (steps.some(({ requests }) => requests < least)) {
    return { steps, seconds: beforeBake + plan.bakeSeconds + plan.holdAtMostSeconds, ends: 'too few requests' };
  }
  const more = findProof(situation, plan.holdAtMostSeconds);
  const seconds = beforeBake + plan.bakeSeconds + (more ?? plan.holdAtMostSeconds);
  return { steps, seconds, ends: more === undefined ? 'inconclusive' : 'proven' };
}

interface Situation {
  readonly legs: readonly Leg[];
  readonly metrics: Metrics;
  readonly traffic: Traffic;
  readonly source: Source;
}

/** Intervals of a leg that are known at its end, with `more` seconds added. */
const knownIntervals = ({ legs, source }: Situation, index: number, more = 0): number =>
  Math.max(0, Math.floor(((legs[index]?.seconds ?? 0) + more - source.lateSeconds) / source.intervalSeconds));

const requestsOf = (situation: Situation, index: number): number =>
  knownIntervals(situation, index) * perInterval(situation) * ((situation.legs[index]?.weight ?? 0) / 100);

const perInterval = ({ traffic, source }: Situation): number => (traffic.perMinute * source.intervalSeconds) / 60;

/** What is known at the end of a leg, if the candidate fails at a rate; `score`: how many standard deviations below the expected hits. */
function expectBlocks(situation: Situation, index: number, rate: number, { score = 0, more = 0 } = {}): Blocks {
  const { legs, traffic, source } = situation;
  const counted = legs.slice(0, index + 1).map(({ weight, seconds }, leg) => ({
    weight,
    count: leg === index ? knownIntervals(situation, index, more) : seconds / source.intervalSeconds,
  }));
  const candidate = counted.reduce(
    (sum, { weight, count }) => sum + (count * perInterval(situation) * weight) / 100,
    0,
  );
  const expected = candidate * rate;
  const drawn = Math.max(0, expected - score * Math.sqrt(expected * (1 - rate)));
  const lower = candidate > 0 ? drawn / candidate : 0;
  const blocks = counted.map(({ weight, count }) => {
    const length = Math.min(Math.floor(count), MOST_BLOCKS);
    return Array.from({ length }, () => makeBlock(situation, weight, lower, count / length));
  });
  const all = blocks.flat();
  const stable = all.reduce((sum, block) => sum + block.stable.count, source.recordMinutes * traffic.perMinute);
  return { all, present: blocks.at(-1) ?? [], record: { count: stable, hits: stable * traffic.failing } };
}

/** The expected block of some intervals of a weight together. */
function makeBlock(situation: Situation, weight: number, rate: number, intervals: number): Block {
  const { traffic, source } = situation;
  const [count, part] = [perInterval(situation) * intervals, weight / 100];
  return {
    minutes: (source.intervalSeconds * intervals) / 60,
    stable: { count: count * (1 - part), hits: count * (1 - part) * traffic.failing },
    candidate: { count: count * part, hits: count * part * rate },
  };
}

/** The lowest rate that the comparison or the limit on errors notices by the end of a leg; null where not even a total failure is. */
function findLowestSeen(situation: Situation, index: number): number | null {
  const { metrics, traffic } = situation;
  if (requestsOf(situation, index) < metrics.errors.min_requests) return null;
  if (!isSeen(situation, index, 1)) return null;
  let [low, high] = [traffic.failing, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = Math.sqrt(Math.max(low, 1e-6) * high);
    if (isSeen(situation, index, middle)) high = middle;
    else low = middle;
  }
  return high;
}

function isSeen(situation: Situation, index: number, rate: number): boolean {
  const { metrics } = situation;
  const blocks = expectBlocks(situation, index, rate, { score: NINE_OF_TEN });
  if (checkLimit(blocks, errorLimit(metrics)).kind === 'fail') return true;
  const against = metrics.errors.compare ? chooseAgainst(blocks, metrics.errors.min_requests) : undefined;
  return against !== undefined && compareRates(blocks, errorTerms(metrics), against).kind === 'worse';
}

/** Seconds beyond the bake time until colors that are alike are proven to be so; undefined where the longest wait is too short. */
function findProof(situation: Situation, longest: number): number | undefined {
  const { legs, metrics, traffic, source } = situation;
  if (!metrics.errors.compare) return 0;
  for (let more = 0; more <= longest; more += Math.max(source.intervalSeconds, Math.ceil(longest / 60))) {
    const blocks = expectBlocks(situation, legs.length - 1, traffic.failing, { more });
    const against = chooseAgainst(blocks, metrics.errors.min_requests);
    if (against !== undefined && compareRates(blocks, errorTerms(metrics), against).kind === 'within') return more;
  }
  return undefined;
}
