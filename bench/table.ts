// The table of the bench's figures, as it is printed and kept in docs/performance.md: Markdown.
import type { Figure, Target } from './figure';

/** One table a group, with each figure's target beside it and whether it was reached. */
export function tableOf(figures: readonly Figure[]): string {
  const groups = [...new Set(figures.map((figure) => figure.group))];
  return groups
    .flatMap((group) => [
      `**${group}**`,
      '',
      '|  | median | min – max | runs | ratio | target |',
      '| --- | ---: | ---: | ---: | ---: | --- |',
      ...figures.filter((figure) => figure.group === group).map(row),
      '',
    ])
    .join('\n');
}

function row({ what, median, min, max, runs, unit, ratio, target, reached }: Figure): string {
  const range = runs > 1 ? `${number(min)} – ${number(max)}` : '';
  const times = ratio === null ? '' : `${ratio.toFixed(2)} ×`;
  const wanted = target === null ? '' : `${wordsOf(target, unit)}: ${reached ? 'reached' : '**missed**'}`;
  return `| ${what} | ${number(median)} ${unit} | ${range} | ${runs} | ${times} | ${wanted} |`;
}

function wordsOf(target: Target, unit: Figure['unit']): string {
  switch (target.kind) {
    case 'ratio-at-least':
      return `≥ ${target.value} ×`;
    case 'ratio-at-most':
      return `≤ ${target.value} ×`;
    case 'at-most':
      return `≤ ${target.value} ${unit}`;
    case 'within':
      return `within ${target.percent} %`;
  }
}

const number = (value: number): string =>
  Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0);
