// Saved plans, which may hold secrets: one file for each process and stack, removed when the process has no more use for it.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../core/process';
import { OUTPUT_FOLDER } from './synth';

/** Name of this process's plan in a stack's folder, so that ctl plan does not replace the plan that a deployment is about to apply. */
export const planFileName = (): string => `teal.${process.pid}.tfplan`;

/** Removes this process's plans, and those that ended processes left. A failure is ignored: the next command removes them. */
export function removePlans(root: string): void {
  const folder = join(root, OUTPUT_FOLDER, 'stacks');
  for (const stack of list(folder)) {
    for (const file of list(join(folder, stack)).filter(isOver)) remove(join(folder, stack, file));
  }
}

/** Whether nobody needs a plan any more. Older versions of ctl left plans without a process id. */
function isOver(file: string): boolean {
  const found = /^teal(?:\.(?<pid>\d+))?\.tfplan$/.exec(file);
  if (!found) return false;
  const pid = Number(found.groups?.['pid'] ?? 0);
  return pid === 0 || pid === process.pid || !isRunning(pid);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The next command tries again.
  }
}
