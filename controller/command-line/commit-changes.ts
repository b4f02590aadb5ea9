// --git: what a change left behind in files, as a commit of its own. A failure of git does not undo the change.
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
 * Runs a verb and commits the environment file and its journal when that changed something; what else is staged stays so. The
 * journal is added although `.teal` is ignored. Never fails a change that was made: what git refuses is a warning.
 */
export async function committing(
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
  else context.io.err('warning: nothing was committed, since the change did not end well');
  return outcome;
}

async function commit(context: Context, { name, file }: EnvironmentFile, made: readonly JournalEntry[]): Promise<void> {
  const paths = [file, journalFile(context.root, name)];
  try {
    await git(context, 'add', '--force', '--', ...paths);
    await git(context, 'commit', '--quiet', '--only', '--message', commitMessage(name, made), '--', ...paths);
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

/** `ctl shift web in prod`; below it the reason, and for each service where its traffic goes. Pure. */
export function commitMessage(environment: string, made: readonly JournalEntry[]): string {
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

/** What git printed, in one line, or why it could not be started. */
function describeGitError(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const printed = ['stderr', 'stdout'].map((name) => String(Reflect.get(error, name) ?? '').trim());
  return (printed.find(Boolean) ?? error.message).split('\n').slice(0, 3).join(' ');
}
