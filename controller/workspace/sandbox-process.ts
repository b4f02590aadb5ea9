// Records the process id and the ports of an environment's sandbox on this machine.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRunning } from '../core/process';

/** A sandbox's process. `since` is an ISO time. */
export interface SandboxProcess {
  readonly pid: number;
  readonly port: number;
  /** Port of HTTPS; undefined without it. */
  readonly httpsPort?: number | undefined;
  readonly controlPort: number;
  readonly since: string;
}

/** The folder of a sandbox's state, which survives a restart. */
export const sandboxFolder = (root: string, environment: string): string => join(root, '.teal', 'sandbox', environment);

/** Records a started sandbox. */
export function noteSandbox(root: string, environment: string, running: SandboxProcess): void {
  const file = noteFile(root, environment);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(running));
}

/** Removes the record of this process's sandbox, but not that of a sandbox that another process started since. */
export function forgetSandbox(root: string, environment: string, pid: number): void {
  if (readNote(root, environment)?.pid === pid) rmSync(noteFile(root, environment), { force: true });
}

/** Finds the recorded sandbox, if its process still runs. */
export function runningSandbox(root: string, environment: string): SandboxProcess | undefined {
  const note = readNote(root, environment);
  return note && isRunning(note.pid) ? note : undefined;
}

/** Finds every recorded sandbox of a checkout whose process still runs. */
export function runningSandboxes(
  root: string,
): readonly { readonly environment: string; readonly running: SandboxProcess }[] {
  const folder = sandboxFolder(root, '');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((environment) => {
    const running = runningSandbox(root, environment);
    return running ? [{ environment, running }] : [];
  });
}

function readNote(root: string, environment: string): SandboxProcess | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(noteFile(root, environment), 'utf8'));
    return isNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** A process id of 0 or below would stand for a whole group of processes. */
function isNote(note: unknown): note is SandboxProcess {
  if (typeof note !== 'object' || note === null) return false;
  const { pid, port, controlPort, since }: Partial<SandboxProcess> = note;
  return [pid, port, controlPort].every((one) => Number.isInteger(one) && Number(one) > 0) && typeof since === 'string';
}

const noteFile = (root: string, environment: string): string => join(sandboxFolder(root, environment), 'process.json');
