// State in numbered files, the generations: a process changes the state by creating the next file in one atomic step. No file ever
// changes, and the newest is never deleted, so that an old state cannot be mistaken for the present one.
import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isSystemError } from '../core/system-error';

/** How many generations before the newest are kept, so that a process with an old view finds the next number in use. */
const KEPT = 32;

/** The newest generation, from 1; number 0 and an empty text before there is any. */
export interface Generation {
  readonly number: number;
  readonly text: string;
}

/** Reads the newest generation of a name. */
export function newest(folder: string, name: string): Generation {
  for (;;) {
    const number = Math.max(0, ...numbers(folder, name));
    if (number === 0) return { number, text: '' };
    try {
      return { number, text: readFileSync(fileOf(folder, name, number), 'utf8') };
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error;
    }
  }
}

/**
 * Creates a generation; false when it is not the newest, because another process was faster. A hard link appears with its whole
 * content, and fails if the name exists. If the name existed and was deleted in between, there are newer generations, and the new
 * file is not the newest.
 */
export function advance(folder: string, name: string, { number, text }: Generation): boolean {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder, name, number);
  const draft = join(folder, `.${name}.${randomUUID()}`);
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return Math.max(...numbers(folder, name)) <= number;
}

/** Deletes generations that are too old to be kept. */
export function clearOld(folder: string, name: string): void {
  const all = numbers(folder, name);
  const oldest = Math.max(0, ...all) - KEPT;
  for (const number of all) if (number < oldest) rmSync(fileOf(folder, name, number), { force: true });
}

const fileOf = (folder: string, name: string, number: number): string => join(folder, `${name}.${number}`);

function numbers(folder: string, name: string): number[] {
  const before = `${name}.`;
  return names(folder).flatMap((name) => {
    const number = name.startsWith(before) ? name.slice(before.length) : '';
    return /^[1-9]\d*$/.test(number) ? [Number(number)] : [];
  });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
