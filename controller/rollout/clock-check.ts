// Whether the clock can be trusted. Pure.
import { formatDuration } from '../../environments/duration';

/** How much longer than asked for a sleep may take on a busy machine, in milliseconds. */
const SLACK_MILLISECONDS = 60_000;

/**
 * What is wrong with the clock after a sleep of some milliseconds; undefined when nothing is. A machine that was asleep looks
 * like a clock that jumped: either way nobody has looked in the meantime.
 */
export function clockFault(before: Date, after: Date, milliseconds: number): string | undefined {
  const moved = after.getTime() - before.getTime();
  if (moved < 0) return `the clock went back by ${formatDuration(-moved / 1000)}`;
  const over = moved - milliseconds;
  return over > SLACK_MILLISECONDS
    ? `the clock jumped by ${formatDuration(over / 1000)}, or this machine was asleep`
    : undefined;
}
