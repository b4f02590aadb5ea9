// A whole number as the user types it.
import { UserError } from '../core/errors';

/** From where to where a number may be, and what to write instead of a wrong one. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly such: number;
}

/**
 * The whole number that a flag was given; undefined when it was not given.
 * @throws {UserError} exit 2, naming the flag and the value got.
 */
export function wholeFlag(flag: string, text: string | undefined, { from, to, such }: Range): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new UserError(
    'USAGE',
    `${flag} takes a whole number from ${from} to ${to}, not ${JSON.stringify(text)}`,
    `Write a number such as ${flag} ${such}`,
  );
}
