// Options of the verbs that draw what they report again and again.
import { checkDuration, parseDuration } from '../../environments/duration';
import { UserError } from '../core/errors';

/** Options of a watch; `describe` says when it ends. */
export const watchOptions = (describe: string) =>
  ({
    watch: { alias: 'w', type: 'boolean', default: false, describe },
    timeout: { type: 'string', requiresArg: true, describe: 'End --watch after this time, such as 10m, with exit 1' },
  }) as const;

/** Arguments of a watch, as yargs parses them. */
interface WatchArguments {
  readonly watch: boolean;
  readonly timeout?: string;
  readonly output: string;
}

/**
 * After how many seconds a watch ends at the latest.
 * @throws {UserError} USAGE for what is no duration, for --timeout without --watch, and for -o json, whose document would never end.
 */
export function parseTimeout({ watch, timeout, output }: WatchArguments): number {
  if (watch && output === 'json') {
    throw new UserError('USAGE', '--watch cannot print JSON', 'Leave --watch or -o json out');
  }
  if (timeout === undefined) return Infinity;
  if (!watch) throw new UserError('USAGE', '--timeout ends a --watch', 'Give --watch too, or leave --timeout out');
  const fault = checkDuration(timeout);
  if (fault) throw new UserError('USAGE', `--timeout: ${fault.message}`, fault.hint ?? 'Write a duration such as 10m');
  return parseDuration(timeout);
}
