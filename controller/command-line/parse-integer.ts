// A whole number as the user types it.
import { UserError } from '../core/errors';

/** The smallest and the largest allowed number, and an example for the hint. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly example: number;
}

/**
 * Parses the whole number that a flag was given; undefined when the flag was not given.
 * @throws {UserError} USAGE with the flag and its value.
 */
export function parseInteger(flag: string, text: string | undefined, { from, to, example }: Range): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new UserError(
    'USAGE',
    `${flag} takes a whole number from ${from} to ${to}, not ${JSON.stringify(text)}`,
    `Write a number such as ${flag} ${example}`,
  );
}
