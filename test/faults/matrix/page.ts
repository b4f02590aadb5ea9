// The counts of the last full run as Markdown, as printed and kept in docs/fault-matrix.md. Pure.
import { renderTables } from '../../../bench/table';
import type { Counts } from './counts';
import { methodsWithoutRows } from './coverage';
import { NO_ROWS, portMethods } from './ports';

/** Renders them. `date` such as 2026-11-27. */
export function renderCounts(suites: Readonly<Record<string, Counts>>, date: string): string {
  const all = Object.values(suites);
  const rows = Object.entries(suites).map(([name, one]) => [`\`${name}\``, format(one.rows)]);
  const total = all.reduce((sum, one) => sum + one.rows, 0);
  const without = Object.keys(NO_ROWS).length;
  return renderTables([
    {
      title: `Rows, all green, on ${date}`,
      columns: ['suite', 'rows'],
      rows: [...rows, ['all', `**${format(total)}**`]],
    },
    { title: 'By fault', columns: ['fault', 'rows'], rows: count(all, ({ faults }) => faults) },
    {
      title: 'Port methods',
      columns: ['', 'count'],
      rows: [
        ['with rows for each fault', format(portMethods().length - methodsWithoutRows(all).length)],
        ['without, for a reason in `test/faults/matrix/ports.ts`', format(without)],
      ],
    },
  ]);
}

/** How many rows there are of each name, in order of the names. */
function count(all: readonly Counts[], pick: (one: Counts) => Readonly<Record<string, number>>): string[][] {
  const names = [...new Set(all.flatMap((one) => Object.keys(pick(one))))].sort();
  return names.map((name) => [name, format(all.reduce((sum, one) => sum + (pick(one)[name] ?? 0), 0))]);
}

const format = (number: number): string => number.toLocaleString('en-US');
