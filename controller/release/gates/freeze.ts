// Whether a moment lies in a freeze, in which no traffic is shifted up, and until when. Pure; all of it in UTC.
import type { Freeze } from '../../../environments/schema-rollout';
import { DAYS, parseWeekTime } from '../../../environments/week-time';

/** What the freezes say of a moment. `until` is when none of them holds any more. */
export type Frozen =
  { readonly kind: 'open' } | { readonly kind: 'frozen'; readonly until: Date; readonly reason: string };

/** A time from `from` up to, not including, `to`, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Freezes that follow upon each other are followed this often; past that they hardly ever end. */
const FOLLOWED = 400;

/**
 * What freezes say of a moment. Freezes that overlap or touch are one: `until` is the end of the last.
 * The moment of the end itself is open.
 */
export function frozen(freezes: readonly Freeze[], now: Date): Frozen {
  const first = spanAt(freezes, now.getTime());
  if (!first) return { kind: 'open' };
  let until = first.to;
  for (let count = 0; count < FOLLOWED; count++) {
    const next = spanAt(freezes, until);
    if (!next) break;
    until = next.to;
  }
  return { kind: 'frozen', until: new Date(until), reason: first.reason };
}

/** The freeze that holds at a time, of several the one that lasts longest. */
function spanAt(freezes: readonly Freeze[], time: number): Span | undefined {
  return freezes
    .flatMap((freeze) => spansAround(freeze, time))
    .filter((span) => span.from <= time && time < span.to)
    .sort((a, b) => b.to - a.to)[0];
}

function spansAround(freeze: Freeze, time: number): Span[] {
  if ('once' in freeze) {
    const { from, to, reason } = freeze.once;
    return [{ from: Date.parse(from), to: Date.parse(to), reason: reason ?? `from ${from} to ${to}` }];
  }
  const { days, from, to, reason } = freeze.weekly;
  const today = Math.floor(time / DAY);
  const said = reason ?? `every ${days.join(', ')} from ${from} to ${to} UTC`;
  // The longest one lasts a week, so that one which holds now has begun on one of the last eight days.
  return Array.from({ length: 8 }, (_, back) => today - back)
    .filter((day) => days.some((name) => name === nameOf(day)))
    .map((day) => {
      const start = day * DAY + parseWeekTime(from).minutes * MINUTE;
      return { from: start, to: endAfter(start, to), reason: said };
    });
}

/** The first moment after `start` that is the named point of the week. */
function endAfter(start: number, text: string): number {
  const { day, minutes } = parseWeekTime(text);
  const first = Math.floor(start / DAY);
  const ends = Array.from({ length: 8 }, (_, ahead) => first + ahead)
    .filter((one) => day === undefined || nameOf(one) === day)
    .map((one) => one * DAY + minutes * MINUTE);
  return ends.find((end) => end > start) ?? start + 7 * DAY;
}

/** The name of a day, counted from 1970-01-01, which was a Thursday. */
const nameOf = (day: number): (typeof DAYS)[number] => DAYS[(((day + 3) % 7) + 7) % 7] ?? 'mon';
