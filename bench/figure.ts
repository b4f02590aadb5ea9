// A figure of the bench: how long something takes beside something else, measured in the same run, and what it should reach.
import { medianOf } from './measure';
import type { Times } from './measure';

/** What a figure should reach: its ratio, or its median in its own unit, at least or at most; or a ratio near 1, in percent. */
export type Target =
  | { readonly kind: 'ratio-at-least' | 'ratio-at-most' | 'at-most'; readonly value: number }
  | { readonly kind: 'within'; readonly percent: number };

/** One row. `ratio` is to the group's first row: the median of the rounds' ratios, since both rows of a round met the same machine. */
export interface Figure {
  readonly group: string;
  readonly what: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly unit: 'ms' | 'MB' | 'resources' | 'requests' | 'minutes' | 'rollbacks';
  readonly ratio: number | null;
  readonly target: Target | null;
  readonly reached: boolean | null;
}

/** The targets of a group's rows, by what they measure. */
export type Targets = Readonly<Record<string, Target>>;

/** The rows of a group, from the times of what was measured in turns. */
export function figuresOf(group: string, times: Readonly<Record<string, Times>>, targets: Targets = {}): Figure[] {
  const [base] = Object.values(times);
  return Object.entries(times).map(([what, { median, min, max, all }]) => {
    const ratio = base && base.all !== all ? medianOf(all.map((one, round) => one / (base.all[round] ?? NaN))) : null;
    return judged({ group, what, median, min, max, runs: all.length, unit: 'ms', ratio }, targets[what]);
  });
}

/** A count, which does not vary. `base` is what its ratio is to. */
export function countOf(
  group: string,
  what: string,
  count: number,
  { unit, base, target }: { readonly unit: Figure['unit']; readonly base?: number; readonly target?: Target },
): Figure {
  const ratio = base === undefined ? null : count / base;
  return judged({ group, what, median: count, min: count, max: count, runs: 1, unit, ratio }, target);
}

function judged(row: Omit<Figure, 'target' | 'reached'>, target: Target | undefined): Figure {
  return target ? { ...row, target, reached: reaches(row, target) } : { ...row, target: null, reached: null };
}

function reaches({ ratio, median }: Pick<Figure, 'ratio' | 'median'>, target: Target): boolean {
  switch (target.kind) {
    case 'ratio-at-least':
      return ratio !== null && ratio >= target.value;
    case 'ratio-at-most':
      return ratio !== null && ratio <= target.value;
    case 'at-most':
      return median <= target.value;
    case 'within':
      return ratio !== null && Math.max(ratio, 1 / ratio) <= 1 + target.percent / 100;
  }
}
