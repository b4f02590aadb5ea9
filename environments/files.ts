// Finds and reads the environment files of a repository.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from './error-message';
import { fileError } from './problems';

/** The environment files of a repository (environments/*.yaml), in order of their names; empty when there are none. */
export function findEnvironments(root: string): { name: string; file: string }[] {
  const folder = join(root, 'environments');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => /^[^.].*\.ya?ml$/.test(entry))
    .sort()
    .map((entry) => ({ name: entry.replace(/\.ya?ml$/, ''), file: join(folder, entry) }));
}

/**
 * The text of an environment file.
 * @throws {EnvironmentError} when it does not exist, naming those that do, or cannot be read.
 */
export function readEnvironment(file: string): string {
  if (!existsSync(file)) {
    const names = findEnvironments(join(dirname(file), '..')).map((one) => one.name);
    const others =
      names.length > 0 ? `name another: ${names.join(', ')}` : 'start from the template, environments/prod.yaml';
    throw fileError(file, 'the file does not exist', `Write it, or ${others}`);
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(
      file,
      `the file cannot be read: ${messageOf(error)}`,
      'Check that it is a file and that you may read it',
    );
  }
}
