// Finds and reads the environment files of a repository.
import { isUtf8 } from 'node:buffer';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { messageOf } from './error-message';
import { EnvironmentError, fileError } from './problems';

/** The environment files of a repository (environments/*.yaml), in order of their names; empty when there are none. */
export function findEnvironments(root: string): { name: string; file: string }[] {
  const folder = join(root, 'environments');
  return listEnvironments(folder).map((entry) => ({ name: nameOf(entry), file: join(folder, entry) }));
}

/** The file names of a folder's environments, in order, without their versions files; none when there is no such folder. */
export function listEnvironments(folder: string): string[] {
  return namesIn(folder)
    .filter((entry) => /^[^.].*\.ya?ml$/.test(entry) && !/\.versions\.ya?ml$/.test(entry))
    .sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** The name of an environment by its file. */
export const nameOf = (file: string): string => basename(file).replace(/\.ya?ml$/, '');

/**
 * The text of an environment file.
 * @throws {EnvironmentError} when it does not exist, naming those that do, cannot be read, or is not UTF-8.
 */
export function readEnvironment(file: string): string {
  const text = readIfPresent(file);
  if (text !== undefined) return text;
  const names = findEnvironments(join(dirname(file), '..')).map((one) => one.name);
  const others =
    names.length > 0 ? `name another: ${names.join(', ')}` : 'start from the template, environments/prod.yaml';
  throw fileError(file, 'the file does not exist', `Write it, or ${others}`);
}

/**
 * The text of a file; undefined when there is none. A file that cannot be looked at is not taken for one that does not exist: it
 * would be written anew.
 * @throws {EnvironmentError} when it cannot be read, or is not UTF-8.
 */
export function readIfPresent(file: string): string | undefined {
  const bytes = readBytes(file);
  if (bytes && !isUtf8(bytes)) throw notUtf8(file, bytes);
  return bytes?.toString('utf8');
}

function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(
      file,
      `the file cannot be read: ${messageOf(error)}`,
      'Check that it is a file and that you may read it',
    );
  }
}

/** Decoding would replace such bytes, and the next edit would write the replacement into the file. */
function notUtf8(file: string, bytes: Buffer): EnvironmentError {
  let line = 1;
  let start = 0;
  let end = endOfLine(bytes, start);
  while (isUtf8(bytes.subarray(start, end))) {
    line += 1;
    start = end;
    end = endOfLine(bytes, start);
  }
  while (!isUtf8(bytes.subarray(start, end))) end -= 1;
  const byte = bytes[end]?.toString(16).padStart(2, '0') ?? '';
  return new EnvironmentError([
    {
      file,
      line,
      column: bytes.toString('utf8', start, end).length + 1,
      field: '',
      message: `the byte 0x${byte} at offset ${end} is not UTF-8`,
      hint: 'Save the file as UTF-8 in your editor, then check this line',
      severity: 'error',
    },
  ]);
}

/** The offset after the next line break; a line break is never part of another character. */
function endOfLine(bytes: Buffer, start: number): number {
  const found = bytes.indexOf(0x0a, start);
  return found < 0 ? bytes.length : found + 1;
}
