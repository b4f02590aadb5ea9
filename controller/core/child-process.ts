// Programs that ctl starts, in process groups of their own, which can be ended as a whole.
import type { ChildProcess } from 'node:child_process';

/** The exit code of a program, or the signal that ended it. Rejects when it cannot be started. */
export const waitForExit = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });

/** Returns whether the group had a process that could get the signal. `leader`: the process that the group began with. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
