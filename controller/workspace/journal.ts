// The journal of an environment: one line of JSON for each change. Lines are only added.
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../core/context';
import type { Snapshot } from '../release/snapshot';
import { currentUser } from '../core/user';
import { messageOf } from '../core/errors';

/** One change of one service. `from` and `to` are its routing in the file before and after. */
export interface JournalEntry {
  readonly time: string;
  readonly who: string;
  readonly verb: string;
  /** Empty for a change of the whole environment. */
  readonly service: string;
  readonly from: Snapshot | null;
  readonly to: Snapshot | null;
  readonly reason: string | null;
  /** A gate that would have refused the change and was overridden, such as a freeze. */
  readonly overrode?: string;
  readonly via: 'live' | 'terraform' | 'sandbox' | 'file';
  readonly result: 'done' | 'failed' | 'interrupted';
  /** When the rules were read back as desired; undefined otherwise. */
  readonly acceptedAt?: string;
  /** When the answers of the load balancer matched the new split; undefined otherwise. */
  readonly inEffectAt?: string;
  /** The error, if the change failed. */
  readonly error?: string;
  /** The end of a rollout: its id, who started it, how it ended, and the last evaluation of the candidate. */
  readonly rollout?: {
    readonly id: string;
    readonly by: string;
    readonly outcome: 'settled' | 'promoted' | 'rolled-back';
    readonly verdict: string | null;
  };
}

/**
 * Adds an entry with time and user. Never throws: a change that was made does not fail because its entry cannot be written; the
 * entry is printed instead.
 */
export function appendJournal(context: Context, environment: string, entry: Omit<JournalEntry, 'time' | 'who'>): void {
  const file = journalFile(context.root, environment);
  const noted: JournalEntry = { time: context.now().toISOString(), who: currentUser(context), ...entry };
  const line = JSON.stringify(noted);
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${isTorn(file) ? '\n' : ''}${line}\n`);
  } catch (error) {
    const why = messageOf(error);
    context.io.err(`warning: NOT IN THE JOURNAL: ${why}. Add this line to ${file} when it can be written:`);
    context.io.err(line);
  }
}

/** Whether the last line is incomplete, because its writer was killed: then the next one needs a new line. */
function isTorn(file: string): boolean {
  if (!existsSync(file) || statSync(file).size === 0) return false;
  const last = Buffer.alloc(1);
  const open = openSync(file, 'r');
  try {
    readSync(open, last, 0, 1, statSync(file).size - 1);
  } finally {
    closeSync(open);
  }
  return last.toString() !== '\n';
}

/** Reads every entry of an environment, oldest first. Ignores a line that is incomplete after a crash. */
export function readJournal(root: string, environment: string): JournalEntry[] {
  const file = journalFile(root, environment);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line ? [JSON.parse(line) as JournalEntry] : [];
      } catch {
        return [];
      }
    });
}

/** The file of an environment's journal. */
export const journalFile = (root: string, environment: string): string =>
  join(root, '.teal', 'journal', `${environment}.jsonl`);
