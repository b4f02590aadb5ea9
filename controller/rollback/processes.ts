// Processes of this machine that a rollback may have to stop: found by id, and checked against the noted command.
import type { Context } from '../core/context';
import { isRunning, readCommandLine } from '../core/process';

/** Milliseconds between two polls of a process that was asked to stop. */
export const POLL_MILLISECONDS = 50;

/** Whether a process runs a command line with all of these words; false where that is unknown. The system reuses ids. */
export function runs(pid: number, words: readonly string[]): boolean {
  if (pid === process.pid || !isRunning(pid)) return false;
  const line = readCommandLine(pid);
  return words.every((word) => line.includes(word));
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
