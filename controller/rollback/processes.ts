// Processes of this machine that a rollback may have to stop: named by their id, and only when they are what was noted.
import { spawnSync } from 'node:child_process';
import type { Context } from '../core/context';
import { isAlive } from '../core/process';

/** Milliseconds between two looks at a process that was asked to stop. */
export const POLL_MILLISECONDS = 50;

/** Whether a process runs a command line with all of these words; false where that cannot be told. Ids are used again. */
export function runs(pid: number, words: readonly string[]): boolean {
  if (pid === process.pid || !isAlive(pid)) return false;
  const { stdout, status } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && words.every((word) => stdout.includes(word));
}

/** Whether a process that was started ended within so many looks; `look` is told the number of each, from 1. */
export async function endsWithin(
  context: Context,
  pid: number,
  looks: number,
  look: (count: number) => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  for (let count = 1; count <= looks && isRunning(pid); count++) {
    await context.sleep(POLL_MILLISECONDS);
    await look(count);
  }
  return !isRunning(pid);
}

/** Sends a signal to a process, or with a negative id to its group; one that is gone by now gets none. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, or not ours to stop: whether it still runs is asked for afterwards.
  }
}

/** A process that has ended but was not waited for yet counts as ended. */
export function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return !/^Z/.test(stdout.trim());
}
