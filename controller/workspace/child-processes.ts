// Records which ctl started which Terraform, so that a rollback can stop a Terraform whose ctl has ended.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A started Terraform, the leader of its own process group. `stack` is the name of the stack's folder. */
export interface Child {
  readonly parent: number;
  readonly pid: number;
  readonly command: string;
  readonly stack: string;
}

/** Records a child of this process; returns a function that removes the record. Failures are ignored: Terraform runs anyway, and its record is of a process that has ended. */
export function noteChild(root: string, pid: number | undefined, command: string, dir: string): () => void {
  if (pid === undefined) return () => undefined;
  const child: Child = { parent: process.pid, pid, command, stack: basename(dir) };
  const file = join(folder(root), `${child.parent}-${pid}.json`);
  try {
    mkdirSync(folder(root), { recursive: true });
    writeFileSync(file, JSON.stringify(child));
  } catch {
    return () => undefined;
  }
  return () => {
    try {
      rmSync(file, { force: true });
    } catch {
      // A rollback looks whether the process still runs.
    }
  };
}

/** Lists the recorded children. A child may have ended since. */
export function notedChildren(root: string): Child[] {
  try {
    return readdirSync(folder(root)).flatMap((entry) => readNote(join(folder(root), entry)));
  } catch {
    return [];
  }
}

/** Removes the record of a child that has ended. */
export const forgetChild = (root: string, { parent, pid }: Child): void =>
  rmSync(join(folder(root), `${parent}-${pid}.json`), { force: true });

function readNote(file: string): Child[] {
  try {
    const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isChild(note) ? [note] : [];
  } catch {
    return [];
  }
}

/** A process id of 0 or below would stand for a whole group of processes. */
function isChild(note: unknown): note is Child {
  if (typeof note !== 'object' || note === null) return false;
  const { parent, pid, command, stack }: Partial<Child> = note;
  return (
    [parent, pid].every((one) => Number.isInteger(one) && Number(one) > 0) &&
    [command, stack].every((one) => typeof one === 'string')
  );
}

const folder = (root: string): string => join(root, '.teal', 'children');
