// Intervals of the metrics port as the points of a chart. Pure.
import type { Color } from '../../routing';
import type { Counts, Interval } from '../release/judge';
import type { SeriesCounts, SeriesPoint } from './wire';

/** The most points that a chart has. */
const MOST = 90;

/** Sums the intervals up to at most 90 points of the same length. `active`: the stable color. */
export function toPoints(intervals: readonly Interval[], active: Color): readonly SeriesPoint[] {
  const size = Math.max(1, Math.ceil(intervals.length / MOST));
  const points: SeriesPoint[] = [];
  for (let at = 0; at < intervals.length; at += size) {
    const part = intervals.slice(at, at + size);
    const [first, last] = [part[0], part.at(-1)];
    if (!first || !last) continue;
    const stable = sum(part.map((one) => one.stable));
    const candidate = sum(part.map((one) => one.candidate));
    points.push({
      at: first.from,
      seconds: (Date.parse(last.to) - Date.parse(first.from)) / 1000,
      blue: active === 'blue' ? stable : candidate,
      green: active === 'green' ? stable : candidate,
    });
  }
  return points;
}

/** The 95th percentile of a longer time is not known from those of its parts: the largest of them is shown. */
function sum(counts: readonly Counts[]): SeriesCounts {
  const slowest = counts.flatMap(({ p95Ms }) => p95Ms ?? []);
  return {
    requests: counts.reduce((total, { requests }) => total + requests, 0),
    failures: counts.reduce((total, { failures }) => total + failures, 0),
    p95Ms: slowest.length > 0 ? Math.max(...slowest) : null,
  };
}
