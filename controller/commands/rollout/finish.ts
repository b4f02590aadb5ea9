// What the verbs that drive a rollout have in common: they print its progress, and end with its result.
import { appendFileSync } from 'node:fs';
import type { Context } from '../../core/context';
import { UserError, messageOf } from '../../core/errors';
import type { Outcome } from '../../core/outcome';
import { formatSecond } from '../../core/time';
import { summarizeForGitHub } from '../../render/github-summary';
import { describeProgress } from '../../render/rollout-progress';
import { describeServices, rolloutOutcome } from '../../render/rollout-result';
import type { Report } from '../../rollout/driver';
import type { RolloutResult } from '../../rollout/result';

/** Prints progress on stderr: each line has its time and the services. */
export const printProgress =
  ({ io, now }: Context): Report =>
  (progress) => {
    const text = describeProgress(progress);
    if (text !== undefined) io.err(`${formatSecond(now())} ${progress.state.services.join('+')}: ${text}`);
  };

/**
 * The outcome of a rollout that this process drove. In GitHub Actions it is also written to the job summary.
 * @throws {UserError} INTERRUPTED when Ctrl-C stopped it, with where traffic is.
 */
export function finishRollout(context: Context, result: RolloutResult): Outcome {
  writeGitHubSummary(context, result);
  if (result.rollout.position.at !== 'done' && !result.rollout.pause) throw interrupted(result);
  return rolloutOutcome(result);
}

/** Appends to the file in GITHUB_STEP_SUMMARY ("Workflow commands for GitHub Actions"); a failure is only a warning. */
function writeGitHubSummary({ env, io }: Context, result: RolloutResult): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  try {
    appendFileSync(file, `${summarizeForGitHub(result)}\n`);
  } catch (error) {
    io.err(`warning: the step summary was not written: ${messageOf(error)}`);
  }
}

function interrupted(result: RolloutResult): UserError {
  const { id, environment, services: names } = result.rollout;
  const which = `${names[0] ?? ''} -e ${environment}`;
  return new UserError(
    'INTERRUPTED',
    [
      `Interrupted: rollout ${id} stays where it is, and nothing watches it`,
      ...describeServices(result).map((line) => `  ${line}`),
    ].join('\n'),
    `ctl rollout resume ${which} continues it, here or on another machine; ctl rollout abort ${which} rolls back`,
  );
}
