// A report as Markdown, such as for a pull request. Pure.
import { onOneLine } from '../core/printable';
import type { ReleaseReport } from './read';

/** The lines of a report. */
export function renderMarkdown({ environment, endedAt, rollout, evaluations, services }: ReleaseReport): string[] {
  const { id, by, reason, startedAt, ended, where } = rollout;
  return [
    `# Release of ${text(rollout.services.join(', '))} in ${text(environment)}`,
    '',
    `${text(ended ?? `It ${where}`)}.`,
    '',
    ...table(
      ['rollout', 'started', 'ended', 'by', 'reason'],
      [[id, minute(startedAt), endedAt ? minute(endedAt) : 'not yet', by, reason ?? '']],
    ),
    '',
    '## Steps',
    '',
    ...table(
      ['weight', 'state', 'length', 'verdict'],
      rollout.steps.map(({ weight, state, length, verdict }) => [`${weight} %`, state, length, verdict ?? '']),
    ),
    '',
    '## Evaluations',
    '',
    ...table(
      ['time', 'verdict', 'why'],
      evaluations.map(({ at, kind, reason: why }) => [minute(at), kind, why]),
    ),
    ...services.flatMap(({ service, entries }) => [
      '',
      `## Journal of ${text(service)}`,
      '',
      ...table(
        ['rev', 'time', 'who', 'what', 'reason', 'result'],
        entries.map((entry) => [
          ...[String(entry.revision), minute(entry.at), entry.who],
          ...[`${entry.verb}${entry.to ? ` → ${entry.to}` : ''}`, entry.reason ?? '', entry.result],
        ]),
      ),
    ]),
  ];
}

const minute = (at: string): string => at.slice(0, 19).replace('T', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(text))].map((row) => `| ${row.join(' | ')} |`);

/** Text of others, which is no markup of Markdown or HTML. */
const text = (from: string): string =>
  onOneLine(from).replaceAll(/[\\`*_{}[\]<>|#]/g, (sign) => (sign === '<' ? '&lt;' : `\\${sign}`));
