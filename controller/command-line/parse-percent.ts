// A share of traffic as the user types it: a whole percent from 0 to 100, in digits only.
import { UserError } from '../core/errors';

/**
 * Parses the whole percent that a flag was given.
 * @throws {UserError} USAGE with the flag and its value.
 */
export function parsePercent(flag: string, text: string): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (value >= 0 && value <= 100) return value;
  throw new UserError(
    'USAGE',
    `${flag} takes a whole percent from 0 to 100, not ${JSON.stringify(text)}`,
    `Write a whole number, such as ${flag} ${suggestPercent(text)}`,
  );
}

function suggestPercent(text: string): number {
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? 10 : Math.min(100, Math.max(0, Math.round(number)));
}
