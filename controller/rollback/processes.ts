// Processes of this machine that a rollback may have to stop: found by id, and checked against the noted command.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Context } from '../core/context';
import { isAlive } from '../core/process';

/** Milliseconds between two polls of a process that was asked to stop. */
export const POLL_MILLISECONDS = 50;

/** Whether a process runs a command line with all of these words; false where that is unknown. The system reuses ids. */
export function runs(pid: number, words: readonly string[]): boolean {
  if (pid === process.pid || !isAlive(pid)) return false;
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

/** A process that has ended but was not waited for yet counts as ended. */
export function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  return !readState(pid).startsWith('Z');
}

/** Its arguments, each followed by a zero byte or a space; empty where that is unknown ("proc_pid_cmdline(5)"). */
const readCommandLine = (pid: number): string => readProc(pid, 'cmdline') ?? runPs(pid, 'args=');

/** The state follows the name in parentheses, which may hold any character ("proc_pid_stat(5)"); empty where it is unknown. */
function readState(pid: number): string {
  const stat = readProc(pid, 'stat');
  return stat === undefined ? runPs(pid, 'stat=') : stat.slice(stat.lastIndexOf(')') + 1).trim();
}

/** Undefined where there is no /proc, as on macOS. */
function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Empty where ps is not installed, or the process is gone. */
function runPs(pid: number, format: string): string {
  const { stdout, status } = spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
