// Renders the bench's figures as Markdown, as printed and kept in docs/performance.md.
import type { Figure, Target } from './figure';

/** A table with columns of its own, whose cells are text. */
export interface Sheet {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Renders figures and sheets, in their order; a group of figures where its first one is. */
export function renderTables(all: readonly (Figure | Sheet)[]): string {
  const parts = all.map((one) => ('columns' in one ? one : one.group));
  return [...new Set(parts)]
    .map((part) =>
      typeof part === 'string'
        ? renderFigures(all.filter((one) => 'group' in one).filter(({ group }) => group === part))
        : renderSheet(part),
    )
    .join('\n');
}

function renderSheet({ title, columns, rows }: Sheet): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [`**${title}**`, '', line(columns), line(rule), ...rows.map(line), ''].join('\n');
}

/** Renders one table for each group, with each figure's target and whether it was reached. */
function renderFigures(figures: readonly Figure[]): string {
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
  const range = runs > 1 ? `${formatNumber(min)} – ${formatNumber(max)}` : '';
  const times = ratio === null ? '' : `${ratio.toFixed(2)} ×`;
  const wanted = target === null ? '' : `${formatTarget(target, unit)}: ${reached ? 'reached' : '**missed**'}`;
  return `| ${what} | ${formatNumber(median)} ${unit} | ${range} | ${runs} | ${times} | ${wanted} |`;
}

function formatTarget(target: Target, unit: Figure['unit']): string {
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

const formatNumber = (value: number): string =>
  Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0);
