// --git: commits the files that a change wrote. An error of git is only a warning, since the change was made.
import { execFile } from 'node:child_process';
import { promisify, types } from 'node:util';
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import { journalFile, readJournal } from '../workspace/journal';
import type { JournalEntry } from '../workspace/journal';
import type { EnvironmentFile } from '../workspace/open-environment';
import type { Outcome } from '../core/outcome';
import { findEnvironmentOrCached } from '../rollback/load-environment';

/**
 * Runs a verb, and commits the environment file and its journal if the verb changed something. Other staged files stay staged.
 * The journal is added although `.teal` is ignored.
 */
export async function runAndCommit(
  context: Context,
  environment: string | undefined,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const file = await findEnvironmentOrCached(context, environment);
  const before = readJournal(context.root, file.name).length;
  const outcome = await run();
  const made = readJournal(context.root, file.name).slice(before);
  if (made.length === 0) return outcome;
  if (outcome.exitCode === EXIT.ok || outcome.exitCode === EXIT.check) await commit(context, file, made);
  else context.io.err('warning: nothing was committed, since the change did not succeed');
  return outcome;
}

async function commit(context: Context, { name, file }: EnvironmentFile, made: readonly JournalEntry[]): Promise<void> {
  const paths = [file, journalFile(context.root, name)];
  try {
    await git(context, 'add', '--force', '--', ...paths);
    await git(context, 'commit', '--quiet', '--only', '--message', formatCommitMessage(name, made), '--', ...paths);
    const { stdout } = await git(context, 'log', '-1', '--format=%h %s');
    context.io.err(`Committed ${stdout.trim()}`);
  } catch (error) {
    context.io.err(
      `warning: not committed: ${describeGitError(error)}. Later: git add -f ${paths.join(' ')} && git commit`,
    );
  }
}

const git = (context: Context, ...args: readonly string[]): Promise<{ stdout: string }> =>
  promisify(execFile)('git', args, { cwd: context.root, env: { ...context.env }, encoding: 'utf8' });

/** Formats the message: `ctl shift web in prod`, the reason, and where the traffic of each service goes. Pure. */
export function formatCommitMessage(environment: string, made: readonly JournalEntry[]): string {
  const [first] = made;
  const services = made.map((entry) => entry.service).filter((service) => service !== '');
  const subject = ['ctl', first?.verb, services.join(', '), 'in', environment].filter(Boolean).join(' ');
  const splits = made.flatMap(({ service, to }) =>
    to
      ? [`${service}: blue ${to.weights.blue} %, green ${to.weights.green} %, canary ${to.canary ? 'on' : 'off'}`]
      : [],
  );
  return [subject, first?.reason, splits.join('\n')].filter(Boolean).join('\n\n');
}

/** Returns the output of git as one line, or why git could not be started. */
function describeGitError(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const printed = ['stderr', 'stdout'].map((name) => String(Reflect.get(error, name) ?? '').trim());
  return (printed.find(Boolean) ?? error.message).split('\n').slice(0, 3).join(' ');
}
