// A figure of the bench: how long something takes beside something else, measured in the same run.
import type { Times } from './measure';

/** One row. Times in milliseconds; `ratio` is the median divided by that of the group's first row. */
export interface Figure {
  readonly group: string;
  readonly what: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly unit: 'ms' | 'MB' | 'resources' | 'requests' | 'minutes' | 'rollbacks';
  readonly ratio: number;
}

/** The rows of a group, from the times of what was measured in turns. */
export function figuresOf(group: string, times: Readonly<Record<string, Times>>): Figure[] {
  const [base] = Object.values(times).map((one) => one.median);
  return Object.entries(times).map(([what, { median, min, max, runs }]) => ({
    group,
    what,
    median,
    min,
    max,
    runs,
    unit: 'ms',
    ratio: median / (base ?? NaN),
  }));
}

/** A count, which does not vary. */
export const countOf = (group: string, what: string, count: number, unit: Figure['unit'], base = count): Figure => ({
  group,
  what,
  median: count,
  min: count,
  max: count,
  runs: 1,
  unit,
  ratio: base === 0 ? 1 : count / base,
});

/** The table that is printed and kept in docs/performance.md, as Markdown. */
export function tableOf(figures: readonly Figure[]): string {
  const groups = [...new Set(figures.map((figure) => figure.group))];
  return groups
    .flatMap((group) => [
      `**${group}**`,
      '',
      '|  | median | min – max | runs | ratio |',
      '| --- | ---: | ---: | ---: | ---: |',
      ...figures.filter((figure) => figure.group === group).map(row),
      '',
    ])
    .join('\n');
}

function row({ what, median, min, max, runs, unit, ratio }: Figure): string {
  const range = runs > 1 ? `${number(min)} – ${number(max)}` : '';
  return `| ${what} | ${number(median)} ${unit} | ${range} | ${runs} | ${ratio.toFixed(2)} × |`;
}

const number = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0));
