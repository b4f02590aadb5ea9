// The sandbox of an environment that runs on this machine: the note of its process id and ports.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlive } from '../core/process';

/** A sandbox's process. `since` is an ISO time. */
export interface SandboxProcess {
  readonly pid: number;
  readonly port: number;
  readonly controlPort: number;
  readonly since: string;
}

/** Folder in which an environment's sandbox keeps what survives a restart. */
export const sandboxFolder = (root: string, environment: string): string => join(root, '.teal', 'sandbox', environment);

/** Notes a sandbox that was started. */
export function noteSandbox(root: string, environment: string, running: SandboxProcess): void {
  const file = noteFile(root, environment);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(running));
}

/** Forgets the sandbox of this process; one that another process has started since then stays noted. */
export function forgetSandbox(root: string, environment: string, pid: number): void {
  if (readNote(root, environment)?.pid === pid) rmSync(noteFile(root, environment), { force: true });
}

/** The sandbox that was noted and whose process is alive. */
export function runningSandbox(root: string, environment: string): SandboxProcess | undefined {
  const note = readNote(root, environment);
  return note && isAlive(note.pid) ? note : undefined;
}

function readNote(root: string, environment: string): SandboxProcess | undefined {
  try {
    return JSON.parse(readFileSync(noteFile(root, environment), 'utf8')) as SandboxProcess;
  } catch {
    return undefined;
  }
}

const noteFile = (root: string, environment: string): string => join(sandboxFolder(root, environment), 'process.json');
