// Tables as wide as their content. Where the terminal is too narrow each row is a block, a line for each cell. Pure.
import { shortenHashes } from '../core/hashes';
import { visibleLength } from '../core/style';
import type { Style } from '../core/style';

const GAP = '  ';

/** The lines of a table. `head` is empty where the rows are blocks, which name each cell. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How far a line of details below a row is indented. */
  readonly indent: string;
}

type Rows = readonly (readonly string[])[];

/** Renders a table with a bold head, as lines. */
export function renderTable(head: readonly string[], rows: Rows, style: Style): string[] {
  const table = renderRows(head, rows, style);
  return [...table.head, ...table.rows.flat()];
}

/** Renders a table of which each row may get details below it. */
export function renderRows(head: readonly string[], given: Rows, style: Style): Table {
  const rows = given.map((cells) => cells.map(shortenHashes));
  const widths = head.map((title, i) => Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map(visibleLength)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - visibleLength(cell)))
      .join(GAP)
      .trimEnd();
  const lines = [head, ...rows].map(line);
  if (lines.some((one) => visibleLength(one) > style.columns)) {
    return { head: [], rows: rows.map((cells) => renderBlock(head, cells, style)), indent: GAP };
  }
  const [title = '', ...below] = lines;
  return { head: [style.bold(title)], rows: below.map((one) => [one]), indent: '     ' };
}

const renderBlock = (head: readonly string[], cells: readonly string[], style: Style): string[] =>
  cells.map((cell, i) => {
    const line = `${head[i] ?? ''}: ${cell}`;
    return i === 0 ? style.bold(line) : `${GAP}${line}`;
  });
