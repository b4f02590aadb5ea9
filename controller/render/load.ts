// The answers to load as a line while it runs, and as a table at its end. Pure.
import type { AnswerCount, LoadTally } from '../sandbox/load';
import type { Style } from '../core/style';
import { renderTable } from './table';

const versionOf = ({ color, version }: AnswerCount): string =>
  color === null ? 'load balancer' : `${color} [${version ?? '-'}]`;

/** `150 sent: blue [1] 200 × 140, green [2] 502 × 10`. */
export const renderTally = ({ sent, unsent, answers }: LoadTally): string => {
  const parts = answers.map((one) => `${versionOf(one)} ${one.status} × ${one.count}`);
  return `${sent} sent${unsent > 0 ? `, ${unsent} left out` : ''}: ${parts.join(', ') || 'no answer yet'}`;
};

/** The summary by version and status. */
export function renderLoad(tally: LoadTally, style: Style): string[] {
  const { environment, service, path, sent, unsent, answers } = tally;
  const rows = answers.map((one) => [
    versionOf(one),
    one.status,
    String(one.count),
    `${((100 * one.count) / Math.max(1, sent)).toFixed(1)} %`,
  ]);
  return [
    `${sent} requests to ${service} of ${environment} (${path})`,
    ...(rows.length > 0 ? renderTable(['version', 'status', 'answers', 'share'], rows, style) : []),
    ...(unsent > 0 ? [style.yellow(`${unsent} more were due and not sent: the answers came too slowly`)] : []),
  ];
}
