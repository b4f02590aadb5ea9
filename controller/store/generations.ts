// Texts in numbered files, the generations: a process replaces a text by creating the next file in one atomic step. No file ever
// changes, and the newest is not deleted, so that an old text cannot be mistaken for the present one.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/errors';
import { isSystemError } from '../core/system-error';
import { createWhole, namesIn } from './create-whole';
import type { Durability } from './create-whole';

/** How many generations before the newest are kept, so that a process with an old view finds the next number in use. */
const KEPT = 32;
/** How often a file that vanishes while it is read is looked up again: only a busy writer deletes files. */
const TRIES = 20;
/** From which number on a file cannot be one of ctl, which counts from 1. */
const LIMIT = 1e12;

/** One generation of a text. */
export interface Generation {
  readonly number: number;
  readonly text: string;
}

/** The texts under a folder. The first generation of a key is the file of that name, and number 2 is `NAME.2`. */
export interface Generations {
  place(key: string): string;
  /** The newest generation of each key, all in one folder; undefined before there is any. */
  newest(keys: readonly string[]): (Generation | undefined)[];
  /** The keys directly in a folder, in order. */
  list(folder: string): string[];
  /**
   * Creates a generation; false when it is not the newest, because another process was faster. A hard link appears with its whole
   * content, and fails if the name exists. If the name existed and was deleted in between, there are newer generations.
   */
  advance(key: string, number: number, text: string): boolean;
  remove(key: string): void;
}

/** The generations under a folder. */
export function generations(root: string, durability: Durability = 'durable'): Generations {
  const place = (key: string): string => join(root, key);
  const numbers = (key: string): readonly number[] => numbersIn(dirname(place(key))).get(basename(key)) ?? [];
  return {
    place,
    newest: (keys) => {
      const [first] = keys;
      if (first === undefined) return [];
      const known = numbersIn(dirname(place(first)));
      return keys.map((key) => readNewest(place(key), known.get(basename(key)) ?? [], () => numbers(key)));
    },
    list: (folder) => [...numbersIn(place(folder)).keys()].sort().map((name) => `${folder}${name}`),
    advance: (key, number, text) => {
      if (!createWhole(fileOf(place(key), number), text, durability)) return false;
      const all = numbers(key);
      for (const one of all) if (one < number - KEPT) rmSync(fileOf(place(key), one), { force: true });
      return Math.max(...all) <= number;
    },
    remove: (key) => {
      for (const number of numbers(key)) rmSync(fileOf(place(key), number), { force: true });
    },
  };
}

/** Reads the newest generation of a text; looks the numbers up again when another process has deleted the file meanwhile. */
function readNewest(path: string, known: readonly number[], lookUp: () => readonly number[]): Generation | undefined {
  let numbers = known;
  for (let tries = 0; ; tries++) {
    const number = Math.max(0, ...numbers);
    if (number === 0) return undefined;
    const file = fileOf(path, number);
    if (number >= LIMIT) throw damaged(findAbsurd(path), 'its number is not one of ctl');
    // Earlier versions of ctl named the first one like the others.
    const text = readRegular(file) ?? (number === 1 ? readRegular(`${path}.1`) : undefined);
    if (text !== undefined) return { number, text };
    if (tries === TRIES) throw damaged(file, 'it is a link to a file that does not exist');
    numbers = lookUp();
  }
}

/** Undefined when there is no such file. A pipe or a device is refused: reading it may never end. */
function readRegular(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw damaged(file, 'it is not a regular file');
  try {
    return found && readFileSync(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A number of many digits loses some as a number, so that the name is looked up again. */
function findAbsurd(path: string): string {
  const before = `${basename(path)}.`;
  const isAbsurd = (name: string): boolean => name.startsWith(before) && Number(name.slice(before.length)) >= LIMIT;
  return join(dirname(path), namesIn(dirname(path)).find(isAbsurd) ?? `${before}NUMBER`);
}

const fileOf = (path: string, number: number): string => (number === 1 ? path : `${path}.${number}`);

/** The numbers of each text in a folder, by its name. Names end with `.json`; drafts begin with a dot. */
function numbersIn(folder: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const file of namesIn(folder)) {
    const [, name, number] = /^([^.].*?\.json)(?:\.([1-9]\d*))?$/.exec(file) ?? [];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), Number(number ?? 1)]);
  }
  return found;
}

const damaged = (file: string, why: string): UserError =>
  new UserError(
    'STORE_UNREADABLE',
    `${file} was not written by ctl: ${why}`,
    'Move that file away and run the same command again; ctl rollback works without it',
  );
