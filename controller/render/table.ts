// Tables as wide as their content. In a narrower terminal each row takes several lines. Pure.
import type { Style } from '../core/style';
import { wrapHelp } from './wrap';

const GAP = '  ';
const INDENT = '    ';

/** Renders a table with a bold head, as lines. */
export const renderTable = (head: readonly string[], rows: Rows, style: Style): string[] =>
  renderRows(head, rows, style).flat();

/** Renders the head and each row as the lines that it takes: one, or in a narrow terminal several. */
export function renderRows(head: readonly string[], rows: Rows, style: Style): string[][] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const width = widths.reduce((sum, one) => sum + one) + GAP.length * (widths.length - 1);
  if (width > style.columns) return stackCells(head, rows, style);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(GAP)
      .trimEnd();
  return [[style.bold(line(head))], ...rows.map((cells) => [line(cells)])];
}

type Rows = readonly (readonly string[])[];

/** Renders each row as its first cell, and the other cells with their titles below. */
function stackCells(head: readonly string[], rows: Rows, style: Style): string[][] {
  const [title = '', ...titles] = head;
  const text = ([first = '', ...cells]: readonly string[]): string[] => {
    const below = cells.map((cell, i) => `${titles[i] ?? ''} ${cell}`).join(', ');
    const lines = wrapHelp(below, style.columns - INDENT.length).split('\n');
    return [style.bold(first), ...lines.map((line) => INDENT + line)];
  };
  return [[style.bold(title)], ...rows.map(text)];
}
