// The verdict of a rollout in GitHub's step summary ("Workflow commands for GitHub Actions", GITHUB_STEP_SUMMARY).
import { appendFileSync } from 'node:fs';
import type { Context } from '../core/context';
import type { RolloutResult } from './outcome';
import { messageOf } from '../core/errors';

/** Appends a table to the file that GitHub names; does nothing elsewhere, and fails no rollout. */
export function writeSummary(context: Context, result: RolloutResult): void {
  const file = context.env['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  try {
    appendFileSync(file, `${summaryOf(result)}\n`);
  } catch (error) {
    context.io.err(`warning: the step summary was not written: ${messageOf(error)}`);
  }
}

/** The summary as Markdown. Pure. */
export function summaryOf({ rollout, services }: RolloutResult): string {
  const { position, pause, id, environment } = rollout;
  const how = position.at === 'done' ? position.outcome.replace('-', ' ') : pause ? 'paused' : 'stopped on the way';
  const why = position.at === 'done' ? position.reason : (pause?.reason ?? '');
  const last = rollout.looks.at(-1);
  return [
    `### Rollout ${id} in ${environment}: ${how}`,
    '',
    why,
    '',
    '| service | blue | green | active |',
    '| --- | ---: | ---: | --- |',
    ...Object.entries(services).map(
      ([name, { weights, active }]) => `| ${name} | ${weights.blue} % | ${weights.green} % | ${active} |`,
    ),
    ...(last ? ['', '| metric | verdict | |', '| --- | --- | --- |'] : []),
    ...(last?.metrics ?? []).map(
      ({ name, kind, reason }) => `| ${name} | ${kind} | ${reason.replaceAll('|', '\\|')} |`,
    ),
  ].join('\n');
}
