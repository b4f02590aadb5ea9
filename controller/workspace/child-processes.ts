// Which Terraform runs under which ctl, noted so that a rollback can stop it when its ctl cannot do so any more.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A Terraform that was started, the leader of its own process group. `stack` is the name of the stack's folder. */
export interface Child {
  readonly parent: number;
  readonly pid: number;
  readonly command: string;
  readonly stack: string;
}

/** Notes a child of this process; returns what forgets it. Where it cannot be noted, Terraform runs all the same. */
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
  return () => rmSync(file, { force: true });
}

/** Every child that was noted and not forgotten; whether it still runs is not known. */
export function notedChildren(root: string): Child[] {
  try {
    return readdirSync(folder(root)).flatMap((entry) => readNote(join(folder(root), entry)));
  } catch {
    return [];
  }
}

/** Forgets a child that is gone. */
export const forgetChild = (root: string, { parent, pid }: Child): void =>
  rmSync(join(folder(root), `${parent}-${pid}.json`), { force: true });

function readNote(file: string): Child[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8')) as Child];
  } catch {
    return [];
  }
}

const folder = (root: string): string => join(root, '.teal', 'children');
