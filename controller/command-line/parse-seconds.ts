// A duration as the user types it.
import { checkDuration, parseDuration } from '../../environments/duration';
import { UserError } from '../core/errors';

/**
 * Parses the duration that a flag was given, such as 90s or 10m, into seconds.
 * @throws {UserError} USAGE with the flag and its value, also for a duration of 0.
 */
export function parseSeconds(flag: string, text: string): number {
  const fault = checkDuration(text);
  if (fault) throw new UserError('USAGE', `${flag}: ${fault.message}`, fault.hint);
  const seconds = parseDuration(text);
  if (seconds > 0) return seconds;
  throw new UserError('USAGE', `${flag} takes a duration above 0, not ${JSON.stringify(text)}`, `Write ${flag} 10m`);
}
