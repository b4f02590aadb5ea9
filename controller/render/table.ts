// Tables for a terminal of 80 columns: as wide as their content, cells cut where they would not fit.
import type { Style } from './style';

const WIDTH = 80;
const GAP = 2;

/** A table with a bold head. Where it is wider than 80 columns its widest columns are cut. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = fit(head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cut(cell, widths[i] ?? 0).padEnd(widths[i] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [style.bold(line(head)), ...rows.map(line)];
}

/** Takes columns off the widest until the row fits. */
function fit(widths: readonly number[]): number[] {
  const fitted = [...widths];
  const room = WIDTH - GAP * (fitted.length - 1);
  while (fitted.reduce((sum, width) => sum + width, 0) > room) {
    const widest = fitted.indexOf(Math.max(...fitted));
    fitted[widest] = (fitted[widest] ?? 1) - 1;
  }
  return fitted;
}

/** Cuts in the middle, where names and digests say least. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}
