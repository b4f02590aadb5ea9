// Renders the result of a rollout as Markdown, for the job summary of GitHub Actions. Pure.
import { onOneLine } from '../core/printable';
import type { RolloutResult } from '../rollout/result';

/** A title, the reason, a table of the weights, and a table of the last evaluation. */
export function summarizeForGitHub({ rollout, services, live }: RolloutResult): string {
  const { position, pause, id, environment } = rollout;
  const state = position.at === 'done' ? position.outcome.replace('-', ' ') : pause ? 'paused' : 'interrupted';
  const reason = position.at === 'done' ? position.reason : (pause?.reason ?? '');
  const last = rollout.evaluations.at(-1);
  return [
    `### Rollout ${id} in ${environment}: ${state}`,
    '',
    onOneLine(reason),
    '',
    '| service | blue | green | active |',
    '| --- | ---: | ---: | --- |',
    ...Object.entries(services).map(
      ([name, { active }]) => `| ${name} | ${share(live[name]?.blue)} | ${share(live[name]?.green)} | ${active} |`,
    ),
    ...(last ? ['', '| metric | verdict | |', '| --- | --- | --- |'] : []),
    ...(last?.metrics ?? []).map(
      (metric) => `| ${metric.name} | ${metric.kind} | ${onOneLine(metric.reason).replaceAll('|', '\\|')} |`,
    ),
  ].join('\n');
}

const share = (percent: number | undefined): string => (percent === undefined ? 'not known' : `${percent} %`);
