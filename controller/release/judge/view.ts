// What a metric is judged by: everything since the first shift, what came after the shift to the present weight, and the record of the
// stable color before. Pure.
import type { Counts, Interval, JudgeInput, Shifts } from './types';
import { NOTHING, sumBlocks } from './sample';
import type { Block, Sample } from './sample';

/** Intervals without those of a warm-up. */
export interface View {
  /** Since the first shift. */
  readonly all: readonly Interval[];
  /** Those that began after the shift to the present weight. */
  readonly present: readonly Interval[];
  /** From before the first shift; only what the stable color did in them counts. */
  readonly before: readonly Interval[];
}

/** The same, as blocks of requests and hits. */
export interface Blocks {
  readonly all: readonly Block[];
  readonly present: readonly Block[];
  /** Everything that the stable color did, before the first shift and since. */
  readonly record: Sample;
  /** When the first of each began, ISO 8601; undefined where there is none. */
  readonly from?: { readonly all: string | undefined; readonly present: string | undefined };
}

/** Turns intervals to blocks. */
function toBlocks(view: View, blockOf: (interval: Interval) => Block): Blocks {
  const [all, present, before] = [view.all, view.present, view.before].map((intervals) => intervals.map(blockOf));
  const from = { all: view.all[0]?.from, present: view.present[0]?.from };
  const record = sumBlocks([...(before ?? []), ...(all ?? [])]).stable;
  return { all: all ?? [], present: present ?? [], record, from };
}

/** The intervals for which both colors' samples are known, as blocks. */
export const toKnownBlocks = (view: View, sampleOf: (counts: Counts) => Sample | undefined): Blocks =>
  toBlocks(
    selectKnown(view, ({ stable, candidate }) => !!sampleOf(stable) && !!sampleOf(candidate)),
    ({ from, to, stable, candidate }) => ({
      minutes: (Date.parse(to) - Date.parse(from)) / 60_000,
      stable: sampleOf(stable) ?? NOTHING,
      candidate: sampleOf(candidate) ?? NOTHING,
    }),
  );

/** The intervals for which something is known; of those before, only the stable color's part must be. */
const selectKnown = (view: View, isKnown: (interval: Interval) => boolean): View => ({
  all: view.all.filter(isKnown),
  present: view.present.filter(isKnown),
  before: view.before.filter(({ stable, ...rest }) => isKnown({ ...rest, stable, candidate: stable })),
});

/** When the present weight was set, in milliseconds since the epoch. */
export const lastShift = (shifts: Shifts): number => (shifts.at(-1) ?? shifts[0]).getTime();

/** Divides what a source returned at the first shift: the record of the stable color before it, and what both colors did since. */
export function splitAtFirstShift(all: readonly Interval[], [first]: Shifts): Pick<JudgeInput, 'before' | 'intervals'> {
  const isBefore = ({ from }: Interval): boolean => Date.parse(from) < first.getTime();
  return { before: all.filter(isBefore), intervals: all.filter((one) => !isBefore(one)) };
}

/** The intervals that a warm-up leaves: those that did not begin within it after a shift. Times in milliseconds. */
export function makeView(
  intervals: readonly Interval[],
  before: readonly Interval[],
  { shifts, delay }: { readonly shifts: Shifts; readonly delay: number },
): View {
  const times = shifts.map((shift) => shift.getTime());
  const all = intervals.filter(({ from }) => {
    const at = Date.parse(from);
    return delay === 0 || !times.some((shift) => at >= shift && at < shift + delay);
  });
  return { all, present: all.filter(({ from }) => Date.parse(from) >= lastShift(shifts)), before };
}
