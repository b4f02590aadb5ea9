// Durations in little room: bins of which each is 2 % wider than the one before, so that a value is known to within 1 %.

/** How many durations are in each bin, by the bin's number. */
export type Histogram = Map<number, number>;

const RATIO = 1.02;
const WIDTH = Math.log(RATIO);

/** Milliseconds; what is shorter counts as this. */
const SHORTEST = 0.01;

/** Counts a duration, in milliseconds. */
export function addTo(histogram: Histogram, milliseconds: number): void {
  const bin = Math.ceil(Math.log(Math.max(milliseconds, SHORTEST)) / WIDTH);
  histogram.set(bin, (histogram.get(bin) ?? 0) + 1);
}

/** The middle of a bin, in milliseconds. */
export const middleOf = (bin: number): number => RATIO ** (bin - 0.5);

/** All durations of several histograms. */
export function merged(histograms: readonly Histogram[]): Histogram {
  const all: Histogram = new Map();
  for (const histogram of histograms) for (const [bin, count] of histogram) all.set(bin, (all.get(bin) ?? 0) + count);
  return all;
}

/** How many durations there are. */
export const sizeOf = (histogram: Histogram): number => [...histogram.values()].reduce((sum, count) => sum + count, 0);

/** How many durations were longer than so many milliseconds. */
export const countAbove = (histogram: Histogram, milliseconds: number): number =>
  [...histogram].reduce((sum, [bin, count]) => (middleOf(bin) > milliseconds ? sum + count : sum), 0);

/** The smallest duration that at least this part of all reach or stay below; null without any. `part` is in (0, 1]. */
export function percentile(histogram: Histogram, part: number): number | null {
  const wanted = Math.ceil(part * sizeOf(histogram));
  let seen = 0;
  for (const [bin, count] of [...histogram].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= wanted) return middleOf(bin);
  }
  return null;
}
