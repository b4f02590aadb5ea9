// A compact histogram of durations: each bin is 2 % wider than the one before, so that a value is exact to within 1 %.

/** How many durations are in each bin, by the bin's number. */
export type Histogram = Map<number, number>;

const RATIO = 1.02;
const WIDTH = Math.log(RATIO);

/** In milliseconds; a shorter duration counts as this. */
const SHORTEST = 0.01;

/** Counts a duration, in milliseconds. */
export function addDuration(histogram: Histogram, milliseconds: number): void {
  const bin = Math.ceil(Math.log(Math.max(milliseconds, SHORTEST)) / WIDTH);
  histogram.set(bin, (histogram.get(bin) ?? 0) + 1);
}

/** The middle of a bin, in milliseconds. */
export const midpoint = (bin: number): number => RATIO ** (bin - 0.5);

/** All durations of several histograms. */
export function merge(histograms: readonly Histogram[]): Histogram {
  const all: Histogram = new Map();
  for (const histogram of histograms) for (const [bin, count] of histogram) all.set(bin, (all.get(bin) ?? 0) + count);
  return all;
}

/** How many durations there are. */
export const countAll = (histogram: Histogram): number =>
  [...histogram.values()].reduce((sum, count) => sum + count, 0);

/** How many durations were longer than this, in milliseconds. */
export const countAbove = (histogram: Histogram, milliseconds: number): number =>
  [...histogram].reduce((sum, [bin, count]) => (midpoint(bin) > milliseconds ? sum + count : sum), 0);

/** The smallest duration that at least this part of all durations do not exceed; null without durations. `part` is in (0, 1]. */
export function percentile(histogram: Histogram, part: number): number | null {
  const wanted = Math.ceil(part * countAll(histogram));
  let count = 0;
  for (const [bin, inBin] of [...histogram].sort(([a], [b]) => a - b)) {
    count += inBin;
    if (count >= wanted) return midpoint(bin);
  }
  return null;
}
