// Limits on the 95th percentile of the duration: absolute, and as a multiple of the stable color's. Pure.
import type { Opinion } from './opinion';
import type { Counts, Interval } from './types';
import { milliseconds } from './format';

/** Intervals in a row that must be above the limit: one slow minute is no proof. */
const IN_A_ROW = 3;
/** Fewer values than this have no 95th percentile but their largest. */
const VALUES = 20;

/** Limits; undefined where there is none. `slowMs` is the stable color's before the first shift. */
export interface P95Limits {
  readonly maxMs: number | undefined;
  readonly maxRatio: number | undefined;
  readonly slowMs: number | null;
}

/** Fails when the latest three intervals are all above a limit, holds while some of the latest are. */
export function p95Limited(intervals: readonly Interval[], limits: P95Limits): Opinion[] {
  const { maxMs, maxRatio } = limits;
  return [
    ...(maxMs === undefined ? [] : [opinionOf(intervals, () => maxMs)]),
    ...(maxRatio === undefined ? [] : [opinionOf(intervals, (stable) => ratioLimit(stable, maxRatio, limits.slowMs))]),
  ];
}

/** With too little traffic on the stable color, what it did before the first shift stands for it. */
function ratioLimit(stable: Counts, ratio: number, slowMs: number | null): number | null {
  const base = p95Of(stable) ?? slowMs;
  return base === null ? null : base * ratio;
}

function opinionOf(intervals: readonly Interval[], limitOf: (stable: Counts) => number | null): Opinion {
  const seen = intervals.flatMap(({ stable, candidate }) => {
    const [p95, limit] = [p95Of(candidate), limitOf(stable)];
    return p95 === null || limit === null ? [] : [{ p95, limit }];
  });
  const last = seen.at(-1);
  if (!last) return { kind: 'inconclusive', reason: `no interval has ${VALUES} durations to take a p95 of` };
  const within = seen.findLastIndex(({ p95, limit }) => p95 <= limit);
  const above = seen.length - 1 - within;
  const numbers = `p95 ${milliseconds(last.p95)}`;
  const limit = `the limit of ${milliseconds(last.limit)}`;
  if (above === 0) return { kind: 'pass', reason: `${numbers}: within ${limit}` };
  const times = `${above} of ${IN_A_ROW} intervals in a row`;
  return above >= IN_A_ROW
    ? { kind: 'fail', reason: `${numbers}: above ${limit} for ${above} intervals in a row` }
    : { kind: 'hold', reason: `${numbers}: above ${limit} for ${times}` };
}

const p95Of = ({ p95Ms, timed, requests }: Counts): number | null => ((timed ?? requests) >= VALUES ? p95Ms : null);
