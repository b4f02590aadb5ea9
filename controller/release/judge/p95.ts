// Limits on the 95th percentile of the duration: absolute, and as a multiple of the stable color's. Pure.
import type { Opinion } from './opinion';
import type { Counts, Interval } from './types';
import { formatMilliseconds } from './format';

/** Intervals in a row that must be above the limit: one slow minute is not enough. */
const IN_A_ROW = 3;
/** With fewer durations than this, the 95th percentile is simply the largest. */
const MIN_DURATIONS = 20;

/** Limits; undefined if not set. `slowMs` is the stable color's p95 before the first shift. */
export interface P95Limits {
  readonly maxMs: number | undefined;
  readonly maxRatio: number | undefined;
  readonly slowMs: number | null;
}

/** Fails when the latest three intervals are all above a limit; holds when fewer of the latest are. */
export function checkP95Limits(intervals: readonly Interval[], limits: P95Limits): Opinion[] {
  const { maxMs, maxRatio } = limits;
  return [
    ...(maxMs === undefined ? [] : [checkP95Limit(intervals, () => maxMs)]),
    ...(maxRatio === undefined
      ? []
      : [checkP95Limit(intervals, (stable) => computeRatioLimit(stable, maxRatio, limits.slowMs))]),
  ];
}

/** With too little traffic on the stable color, its p95 before the first shift is used. */
function computeRatioLimit(stable: Counts, ratio: number, slowMs: number | null): number | null {
  const base = usableP95(stable) ?? slowMs;
  return base === null ? null : base * ratio;
}

function checkP95Limit(intervals: readonly Interval[], limitOf: (stable: Counts) => number | null): Opinion {
  const seen = intervals.flatMap(({ stable, candidate }) => {
    const [p95, limit] = [usableP95(candidate), limitOf(stable)];
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

const usableP95 = ({ p95Ms, timed, requests }: Counts): number | null =>
  (timed ?? requests) >= MIN_DURATIONS ? p95Ms : null;
