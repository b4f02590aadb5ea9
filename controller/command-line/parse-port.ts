// A TCP port as the user types it.
import { UserError } from '../core/errors';

/**
 * Parses the port that a flag was given; undefined when the flag was not given.
 * @throws {UserError} USAGE with the flag and its value.
 */
export function parsePort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= 65535) return value;
  throw new UserError(
    'USAGE',
    `${flag} takes a port from 1 to 65535, not ${JSON.stringify(text)}`,
    `Write a whole number, such as ${flag} 8080`,
  );
}
