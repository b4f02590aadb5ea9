// A journal as a table, newest first, each reason and error on a line of its own. Pure.
import type { History, HistoryEntry } from '../inspect/history';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';
import { withLocalTimes } from '../core/time';
import { renderRows } from './table';

const HEAD = ['rev', 'time', 'who', 'verb', 'service', 'to', 'via', 'result'];

/** The lines of a history. */
export function renderHistory({ environment, entries }: History, style: Style): string[] {
  if (entries.length === 0) return [`${environment} has no changes in the journal yet`];
  const { head, rows, indent } = renderRows(HEAD, entries.map(row), style);
  const details = entries.map((entry) => renderDetails(entry, style).map((line) => indent + line));
  return [...head, ...rows.flatMap((lines, index) => [...lines, ...(details[index] ?? [])])];
}

const row = (entry: HistoryEntry): string[] => [
  String(entry.revision),
  withLocalTimes(onOneLine(entry.time)),
  onOneLine(entry.who),
  onOneLine(entry.verb),
  onOneLine(entry.service) || '(all)',
  entry.to ? `${entry.to.weights.blue}/${entry.to.weights.green}${entry.to.canary ? ' canary' : ''}` : '-',
  onOneLine(entry.via),
  onOneLine(entry.rollout?.outcome ?? entry.result),
];

function renderDetails({ reason, rollout, overrode, error, clockBack }: HistoryEntry, style: Style): string[] {
  return [
    ...(reason ? [`reason: ${onOneLine(reason)}`] : []),
    ...(rollout ? [`rollout ${onOneLine(rollout.id)}, started by ${onOneLine(rollout.by)}`] : []),
    ...(rollout?.verdict && !repeats(reason, rollout.verdict)
      ? [`last evaluation: ${onOneLine(rollout.verdict)}`]
      : []),
    ...(overrode ? [style.yellow(`overridden: ${onOneLine(overrode)}`)] : []),
    ...(error ? [style.red(onOneLine(error.split('\n')[0] ?? ''))] : []),
    ...(clockBack ? [style.yellow('the clock of this machine went back before this')] : []),
  ];
}

/** Whether the reason of an entry is that of the last evaluation of its rollout, which begins with its kind. */
const repeats = (reason: string | null, verdict: string): boolean =>
  reason?.includes(verdict.slice(verdict.indexOf(': ') + 2)) ?? false;
