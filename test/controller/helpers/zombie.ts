// A process that has ended and that nobody waits for, as the child of one that goes on.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** Starts one, and returns it once it has ended. The caller kills `parent`. */
export async function zombie(): Promise<{ readonly pid: number; readonly parent: ChildProcess }> {
  // `exec` replaces the shell, which would wait for its child.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await parent.stdout.take(1).toArray()) as unknown[];
  const pid = Number(String(line));
  while (!stateOf(pid).startsWith('Z')) await pause(5);
  return { pid, parent };
}

const stateOf = (pid: number): string =>
  spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
