// A figure of the bench: a time, its ratio to another time of the same run, and its target.
import { computeMedian } from './measure';
import type { Times } from './measure';

/** A bound for the ratio, a bound for the median in the figure's unit, or the percentage by which the ratio may differ from 1. */
export type Target =
  | { readonly kind: 'ratio-at-least' | 'ratio-at-most' | 'at-most'; readonly value: number }
  | { readonly kind: 'within'; readonly percent: number };

/** One row. `ratio` compares it with the group's first row: the median of the ratios of each round, so that the machine's load cancels out. */
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

/** The targets of a group's rows, by `what`. */
export type Targets = Readonly<Record<string, Target>>;

/** Creates the rows of a group from times that were measured in turns. */
export function createFigures(group: string, times: Readonly<Record<string, Times>>, targets: Targets = {}): Figure[] {
  const [base] = Object.values(times);
  return Object.entries(times).map(([what, { median, min, max, all }]) => {
    const ratio =
      base && base.all !== all ? computeMedian(all.map((one, round) => one / (base.all[round] ?? NaN))) : null;
    return checkTarget({ group, what, median, min, max, runs: all.length, unit: 'ms', ratio }, targets[what]);
  });
}

/** Creates the row of a count, which does not vary. Its ratio is relative to `base`. */
export function createCount(
  group: string,
  what: string,
  count: number,
  { unit, base, target }: { readonly unit: Figure['unit']; readonly base?: number; readonly target?: Target },
): Figure {
  const ratio = base === undefined ? null : count / base;
  return checkTarget({ group, what, median: count, min: count, max: count, runs: 1, unit, ratio }, target);
}

function checkTarget(row: Omit<Figure, 'target' | 'reached'>, target: Target | undefined): Figure {
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
