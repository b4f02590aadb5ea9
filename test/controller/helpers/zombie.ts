// A process that has ended and that nobody waits for, as the child of one that goes on.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Starts one, and returns it once it has ended. The caller kills `parent`. */
export async function zombie(): Promise<{ readonly pid: number; readonly parent: ChildProcess }> {
  // `exec` replaces the shell, which would wait for its child.
  const node = JSON.stringify(process.execPath);
  const script = `${node} -e 0 & echo $!; exec ${node} -e 'setTimeout(() => {}, 60_000)'`;
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await parent.stdout.take(1).toArray()) as unknown[];
  const pid = Number(String(line));
  while (!stateOf(pid).startsWith('Z')) await pause(5);
  return { pid, parent };
}

/** The state of a process, by /proc or, where there is none, by ps. */
function stateOf(pid: number): string {
  const file = `/proc/${pid}/stat`;
  if (existsSync(file)) return readFileSync(file, 'utf8').split(') ').at(-1) ?? '';
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
