// A TCP port as the user types it.
import { UserError } from '../core/errors';

/**
 * The port that a flag was given; undefined when it was not given.
 * @throws {UserError} exit 2, naming the flag and the value got.
 */
export function portFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= 65535) return value;
  throw new UserError(
    'USAGE',
    `${flag} takes a port from 1 to 65535, not ${JSON.stringify(text)}`,
    `Write a whole number, such as ${flag} 8080`,
  );
}
