// Tables as wide as their content. In a narrower terminal each row takes several lines. Pure.
import type { Style } from '../core/style';
import { wrapHelp } from './wrap';

const GAP = '  ';
const INDENT = '    ';

/** Renders a table with a bold head: one text for the head and one for each row. In a narrow terminal a row takes several. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const width = widths.reduce((sum, one) => sum + one) + GAP.length * (widths.length - 1);
  if (width > style.columns) return stackCells(head, rows, style);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(GAP)
      .trimEnd();
  return [style.bold(line(head)), ...rows.map(line)];
}

/** Renders each row as its first cell, and the other cells with their titles below. */
function stackCells(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const [title = '', ...titles] = head;
  const text = ([first = '', ...cells]: readonly string[]): string[] => {
    const below = cells.map((cell, i) => `${titles[i] ?? ''} ${cell}`).join(', ');
    const lines = wrapHelp(below, style.columns - INDENT.length).split('\n');
    return [style.bold(first), ...lines.map((line) => INDENT + line)];
  };
  return [style.bold(title), ...rows.flatMap(text)];
}
