// --git: commits the files that a change wrote. An error of git is only a warning, since the change was made.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify, types } from 'node:util';
import { versionsFileOf } from '../../environments/versions/names';
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import { openJournal } from '../store/journal';
import type { Journal, JournalEntry, Revision } from '../store/journal';
import type { EnvironmentFile } from '../workspace/open-environment';
import type { Outcome } from '../core/outcome';
import { findEnvironmentOrCached, readForRollback } from '../rollback/load-environment';

/**
 * Runs a verb, and commits the environment file and its versions file if the verb changed something, with the journal if that is in this checkout. Other
 * staged files stay staged. The journal is added although `.teal` is ignored.
 */
export async function runAndCommit(
  context: Context,
  environment: string | undefined,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const file = await findEnvironmentOrCached(context, environment);
  const journal = await openJournal(context, (await readForRollback(context, file)).environment);
  const before = await newestOrUnknown(journal);
  const outcome = await run();
  const made = before === undefined ? [] : await readAfter(journal, before);
  if (before === undefined) context.io.err('warning: nothing was committed, since the journal cannot be read');
  if (made.length === 0) return outcome;
  if (outcome.exitCode === EXIT.ok || outcome.exitCode === EXIT.check) await commit(context, file, journal, made);
  else context.io.err('warning: nothing was committed, since the change did not succeed');
  return outcome;
}

/** The newest revision; undefined when the journal cannot be read, which must not stop a rollback. */
async function newestOrUnknown(journal: Journal): Promise<number | undefined> {
  try {
    return await journal.newest();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The revisions after one, oldest first. */
async function readAfter(journal: Journal, revision: number): Promise<readonly Revision[]> {
  const found: Revision[] = [];
  for await (const one of journal.newestFirst()) {
    if (one.revision <= revision) break;
    found.unshift(one);
  }
  return found;
}

async function commit(
  context: Context,
  { name, file }: EnvironmentFile,
  { folder }: Journal,
  made: readonly JournalEntry[],
): Promise<void> {
  const versions = versionsFileOf(file);
  const paths = [file, ...(existsSync(versions) ? [versions] : []), ...(folder === undefined ? [] : [folder])];
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
  // Ctrl-C ends a git that waits for ever, such as for a hook of the repository; the change itself is made by then.
  promisify(execFile)('git', args, {
    cwd: context.root,
    env: { ...context.env },
    encoding: 'utf8',
    signal: context.signal,
  });

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
