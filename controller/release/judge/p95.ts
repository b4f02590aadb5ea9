// Limits on the 95th percentile of the duration: absolute, and as a multiple of the stable color's. Pure.
import type { Opinion } from './opinion';
import type { Counts, Interval, Timing } from './types';
import { formatMilliseconds } from './format';

/** Intervals in a row that must be above the limit: one slow minute is not enough. */
const IN_A_ROW = 3;
/** With fewer durations than this, the 95th percentile is simply the largest. */
const MIN_DURATIONS = 20;

/** Limits; undefined if not set. `baseMs` is the stable color's p95 before the first shift. */
export interface P95Limits {
  readonly maxMs: number | undefined;
  readonly maxRatio: number | undefined;
  readonly baseMs: number | null;
}

/** The durations of a color that are meant: those of its invocations, or its response times. */
export type TimingOf = (counts: Counts) => Timing;

/** Fails when the latest three intervals are all above a limit; holds when fewer of the latest are. */
export function checkP95Limits(intervals: readonly Interval[], limits: P95Limits, timingOf: TimingOf): Opinion[] {
  const { maxMs, maxRatio, baseMs } = limits;
  const p95Of = (counts: Counts): number | null => usableP95(timingOf(counts), counts);
  return [
    ...(maxMs === undefined ? [] : [checkP95Limit(intervals, p95Of, () => maxMs)]),
    ...(maxRatio === undefined
      ? []
      : [checkP95Limit(intervals, p95Of, (stable) => computeRatioLimit(p95Of(stable) ?? baseMs, maxRatio))]),
  ];
}

/** With too little traffic on the stable color, its p95 before the first shift is used. */
const computeRatioLimit = (base: number | null, ratio: number): number | null => (base === null ? null : base * ratio);

function checkP95Limit(
  intervals: readonly Interval[],
  p95Of: (counts: Counts) => number | null,
  limitOf: (stable: Counts) => number | null,
): Opinion {
  const seen = intervals.flatMap(({ stable, candidate }) => {
    const [p95, limit] = [p95Of(candidate), limitOf(stable)];
    return p95 === null || limit === null ? [] : [{ p95, limit }];
  });
  const last = seen.at(-1);
  if (!last) return { kind: 'inconclusive', reason: `no interval has the ${MIN_DURATIONS} durations that a p95 needs` };
  const within = seen.findLastIndex(({ p95, limit }) => p95 <= limit);
  const above = seen.length - 1 - within;
  const numbers = `p95 ${formatMilliseconds(last.p95)}`;
  const limit = `the limit of ${formatMilliseconds(last.limit)}`;
  if (above === 0) return { kind: 'pass', reason: `${numbers}: within ${limit}` };
  const times = `${above} of ${IN_A_ROW} intervals in a row`;
  return above >= IN_A_ROW
    ? { kind: 'fail', reason: `${numbers}: above ${limit} for ${above} intervals in a row` }
    : { kind: 'hold', reason: `${numbers}: above ${limit} for ${times}` };
}

const usableP95 = ({ p95Ms, timed }: Timing, { requests }: Counts): number | null =>
  (timed ?? requests) >= MIN_DURATIONS ? p95Ms : null;
