// A journal as a table, newest first, each reason and error on a line of its own. Pure.
import type { History, Revision } from '../history';
import type { Style } from './style';
import { table } from './table';

const HEAD = ['rev', 'time', 'who', 'verb', 'service', 'to', 'via', 'result'];

/** The lines of a history. */
export function renderHistory({ environment, entries }: History, style: Style): string[] {
  if (entries.length === 0) return [`Nothing was done to ${environment} from here yet`];
  const [head = '', ...rows] = table(HEAD, entries.map(row), style);
  return [head, ...rows.flatMap((line, index) => [line, ...remarks(entries[index], style)])];
}

const row = (entry: Revision): string[] => [
  String(entry.revision),
  entry.time.slice(0, 19).replace('T', ' '),
  entry.who,
  entry.verb,
  entry.service || '(all)',
  entry.to ? `${entry.to.weights.blue}/${entry.to.weights.green}${entry.to.canary ? ' canary' : ''}` : '-',
  entry.via,
  entry.rollout?.outcome ?? entry.result,
];

function remarks(entry: Revision | undefined, style: Style): string[] {
  if (!entry) return [];
  return [
    ...(entry.reason ? [`     because: ${entry.reason}`] : []),
    ...(entry.rollout ? [`     rollout ${entry.rollout.id}, begun by ${entry.rollout.by}`] : []),
    ...(entry.rollout?.verdict ? [`     last look: ${entry.rollout.verdict}`] : []),
    ...(entry.overrode ? [style.yellow(`     overridden: ${entry.overrode}`)] : []),
    ...(entry.error ? [style.red(`     ${entry.error.split('\n')[0] ?? ''}`)] : []),
    ...(entry.clockBack ? [style.yellow('     the clock of this machine went back before this')] : []),
  ];
}
