// Processes of the operating system.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as ChildProcess from 'node:child_process';
import { isSystemError } from './system-error';

/**
 * Whether a process with this id runs, even when it belongs to another user. One that has ended but was not waited for yet (a zombie)
 * does not.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isSystemError(error, 'EPERM')) return false;
  }
  const state = readStat(pid)?.[0] ?? runPs(pid, 'stat=');
  return !/^[ZXx]/.test(state);
}

/** When a process started, as the kernel counts it; a later process with the same id has another. Undefined without /proc. */
export const startOf = (pid: number): string | undefined => readStat(pid)?.[19];

/** Its arguments, each followed by a zero byte or a space; empty where that is unknown ("proc_pid_cmdline(5)"). */
export const readCommandLine = (pid: number): string => readProc(pid, 'cmdline') ?? runPs(pid, 'args=');

/** The fields from the state on: they follow the name in parentheses, which may hold any character ("proc_pid_stat(5)"). */
function readStat(pid: number): string[] | undefined {
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Undefined where there is no /proc, as on macOS. */
function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Empty where ps is not installed, or the process is gone. Node's module is loaded here, since every verb would wait for it. */
function runPs(pid: number, format: string): string {
  const { spawnSync } = createRequire(__filename)('node:child_process') as typeof ChildProcess;
  const { stdout, status } = spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
