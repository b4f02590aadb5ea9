// Processes of this machine that a rollback may have to stop: found by id, and checked against the noted command.
import { spawnSync } from 'node:child_process';
import type { Context } from '../core/context';
import { isAlive } from '../core/process';

/** Milliseconds between two polls of a process that was asked to stop. */
export const POLL_MILLISECONDS = 50;

/** Whether a process runs a command line with all of these words; false where that is unknown. The system reuses ids. */
export function runs(pid: number, words: readonly string[]): boolean {
  if (pid === process.pid || !isAlive(pid)) return false;
  const { stdout, status } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && words.every((word) => stdout.includes(word));
}

/** Whether a process ended within so many polls; `onPoll` gets the number of each poll, from 1. */
export async function endsWithin(
  context: Context,
  pid: number,
  polls: number,
  onPoll: (count: number) => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  for (let count = 1; count <= polls && isRunning(pid); count++) {
    await context.sleep(POLL_MILLISECONDS);
    await onPoll(count);
  }
  return !isRunning(pid);
}

/** Sends a signal to a process, or with a negative id to its group; nothing happens when it no longer exists. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, or not allowed: the caller checks afterwards whether it still runs.
  }
}

/** A process that has ended but was not waited for yet counts as ended. */
export function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return !/^Z/.test(stdout.trim());
}
