// What is known of both colors at the end of each part of a plan, with even traffic. Pure.
import { parseDuration } from '../../../environments/duration';
import type { Metrics } from '../../../environments/schema-metrics';
import { expectHits } from './lowest-rate';
import type { Block } from './sample';
import type { Blocks } from './view';

/**
 * Traffic of a service: requests a minute, and the part of them that fails on the stable color, 0 to 1. `parts`: the part of them that
 * each metric has data for, all where it is not named.
 */
export interface Traffic {
  readonly perMinute: number;
  readonly failing: number;
  /** The part that is answered with a 4xx; null where it is not known. */
  readonly clientErrors?: number | null;
  readonly parts?: Readonly<Record<string, number>>;
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

/** A part of a plan at one weight: a step, or the bake time. Its seconds include those that it is held. */
export interface Leg {
  readonly weight: number;
  readonly seconds: number;
}

/** The parts of a plan up to the one that is asked about, which is the last. */
export interface Situation {
  readonly legs: readonly Leg[];
  readonly metrics: Metrics;
  readonly traffic: Traffic;
  readonly source: Source;
}

/** Blocks of one weight: with more, the forecast would take longer and hardly change. */
const MOST_BLOCKS = 40;

/** Requests of both colors in one interval. */
const perInterval = ({ traffic, source }: Situation): number => (traffic.perMinute * source.intervalSeconds) / 60;

/** The candidate's requests since the shift to the last weight that are known at its end, with `more` seconds added. */
export const knownRequests = (situation: Situation, more = 0): number => {
  const { weight, seconds } = weightsOf(situation).at(-1) ?? NOTHING;
  const known = countIntervals(situation, seconds + more - situation.source.lateSeconds);
  return (known * perInterval(situation) * weight) / 100;
};

/** What is known at the end of the last leg, if the candidate fails at a rate; `score`: standard deviations below the expected hits. */
export function expectBlocks(situation: Situation, rate: number, { score = 0, more = 0 } = {}): Blocks {
  const { traffic, source, metrics } = situation;
  const weights = weightsOf(situation);
  const delay = parseDuration(metrics.errors.initial_delay);
  const counted = weights.map(({ weight, seconds }, i) => ({
    weight,
    count: countIntervals(situation, seconds - delay + (i === weights.length - 1 ? more - source.lateSeconds : 0)),
  }));
  const candidate = counted.reduce(
    (sum, { weight, count }) => sum + (count * perInterval(situation) * weight) / 100,
    0,
  );
  const lower = candidate > 0 ? expectHits(candidate, rate, score) / candidate : 0;
  const blocks = counted.map(({ weight, count }) => {
    const length = Math.min(count, MOST_BLOCKS);
    return Array.from({ length }, () => makeBlock(situation, weight, lower, count / length));
  });
  const all = blocks.flat();
  const stable = all.reduce((sum, block) => sum + block.stable.count, source.recordMinutes * traffic.perMinute);
  return { all, present: blocks.at(-1) ?? [], record: { count: stable, hits: stable * traffic.failing } };
}

const NOTHING: Leg = { weight: 0, seconds: 0 };

/** Each weight with all its seconds: a step to 100 % and the bake time follow the same shift. */
const weightsOf = ({ legs }: Situation): Leg[] =>
  legs.reduce<Leg[]>((weights, leg) => {
    const last = weights.at(-1);
    return last?.weight === leg.weight
      ? [...weights.slice(0, -1), { ...leg, seconds: last.seconds + leg.seconds }]
      : [...weights, leg];
  }, []);

const countIntervals = ({ source }: Situation, seconds: number): number =>
  Math.max(0, Math.floor(seconds / source.intervalSeconds));

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
