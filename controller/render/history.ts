// A journal as a table, newest first, each reason and error on a line of its own. Pure.
import type { History, HistoryEntry } from '../inspect/history';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';
import { renderRows } from './table';

const HEAD = ['rev', 'time', 'who', 'verb', 'service', 'to', 'via', 'result'];

/** The lines of a history. */
export function renderHistory({ environment, entries }: History, style: Style): string[] {
  if (entries.length === 0) return [`${environment} has no changes in the journal yet`];
  const [head = [], ...rows] = renderEntries(entries, style);
  return [...head, ...rows.flatMap((lines, index) => [...lines, ...renderDetails(entries[index], style)])];
}

/** How many characters of a time are shown: up to the second, or up to the minute in a narrow terminal. */
const SECOND = 19;
const MINUTE = 16;

function renderEntries(entries: readonly HistoryEntry[], style: Style): string[][] {
  const wide = renderRows(HEAD, entries.map(row(SECOND)), { ...style, columns: Infinity });
  const fits = wide.slice(1).every(([line = '']) => line.length <= style.columns);
  return fits ? wide : renderRows(HEAD, entries.map(row(MINUTE)), style);
}

const row =
  (precision: number) =>
  (entry: HistoryEntry): string[] => [
    String(entry.revision),
    onOneLine(entry.time).slice(0, precision).replace('T', ' '),
    onOneLine(entry.who),
    onOneLine(entry.verb),
    onOneLine(entry.service) || '(all)',
    entry.to ? `${entry.to.weights.blue}/${entry.to.weights.green}${entry.to.canary ? ' canary' : ''}` : '-',
    onOneLine(entry.via),
    onOneLine(entry.rollout?.outcome ?? entry.result),
  ];

function renderDetails(entry: HistoryEntry | undefined, style: Style): string[] {
  if (!entry) return [];
  return [
    ...(entry.reason ? [`     reason: ${onOneLine(entry.reason)}`] : []),
    ...(entry.rollout
      ? [`     rollout ${onOneLine(entry.rollout.id)}, started by ${onOneLine(entry.rollout.by)}`]
      : []),
    ...(entry.rollout?.verdict ? [`     last evaluation: ${onOneLine(entry.rollout.verdict)}`] : []),
    ...(entry.overrode ? [style.yellow(`     overridden: ${onOneLine(entry.overrode)}`)] : []),
    ...(entry.error ? [style.red(`     ${onOneLine(entry.error.split('\n')[0] ?? '')}`)] : []),
    ...(entry.clockBack ? [style.yellow('     the clock of this machine went back before this')] : []),
  ];
}
