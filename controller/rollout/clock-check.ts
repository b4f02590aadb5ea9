// Whether the clock can be trusted. Pure.
import { formatDuration } from '../../environments/duration';

/** How much longer than asked for a sleep may take on a busy machine, in milliseconds. */
const SLACK_MILLISECONDS = 60_000;

/**
 * What is wrong with the clock after a sleep; undefined when nothing is. A machine that was asleep cannot be distinguished from
 * a clock that jumped: in both cases there was no evaluation in the meantime.
 */
export function findClockFault(before: Date, after: Date, milliseconds: number): string | undefined {
  const moved = after.getTime() - before.getTime();
  if (moved < 0) return `the clock went back by ${formatDuration(-moved / 1000)}`;
  const over = moved - milliseconds;
  return over > SLACK_MILLISECONDS
    ? `the clock jumped by ${formatDuration(over / 1000)}, or this machine was asleep`
    : undefined;
}
