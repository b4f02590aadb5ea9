// Whether a time lies in a freeze, during which no candidate gets more traffic, and until when. In UTC. Pure.
import type { Freeze } from '../../../environments/schema-rollout';
import { DAYS, parseWeekTime } from '../../../environments/week-time';

/** Whether a time is frozen. `until`: when no freeze is in force any more. */
export type FreezeState =
  { readonly kind: 'open' } | { readonly kind: 'frozen'; readonly until: Date; readonly reason: string };

/** A time from `from` up to, not including, `to`, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How many consecutive freezes are joined at most. */
const MOST_CHAINED = 400;

/**
 * Checks a time against freezes. Freezes that overlap or touch count as one: `until` is the end of the last.
 * The end itself is open.
 */
export function checkFreeze(freezes: readonly Freeze[], now: Date): FreezeState {
  const first = findSpan(freezes, now.getTime());
  if (!first) return { kind: 'open' };
  let until = first.to;
  for (let count = 0; count < MOST_CHAINED; count++) {
    const next = findSpan(freezes, until);
    if (!next) break;
    until = next.to;
  }
  return { kind: 'frozen', until: new Date(until), reason: first.reason };
}

/** The freeze in force at a time; of several, the one that ends last. */
function findSpan(freezes: readonly Freeze[], time: number): Span | undefined {
  return freezes
    .flatMap((freeze) => listSpans(freeze, time))
    .filter((span) => span.from <= time && time < span.to)
    .sort((a, b) => b.to - a.to)[0];
}

function listSpans(freeze: Freeze, time: number): Span[] {
  if ('once' in freeze) {
    const { from, to, reason } = freeze.once;
    return [{ from: Date.parse(from), to: Date.parse(to), reason: reason ?? `from ${from} to ${to}` }];
  }
  const { days, from, to, reason } = freeze.weekly;
  const today = Math.floor(time / DAY);
  const text = reason ?? `every ${days.join(', ')} from ${from} to ${to} UTC`;
  // A freeze lasts a week at most, so that one in force has begun on one of the last eight days.
  return Array.from({ length: 8 }, (_, back) => today - back)
    .filter((day) => days.some((name) => name === dayName(day)))
    .map((day) => {
      const start = day * DAY + parseWeekTime(from).minutes * MINUTE;
      return { from: start, to: findEnd(start, to), reason: text };
    });
}

/** The first time after `start` that is the given time of the week. */
function findEnd(start: number, text: string): number {
  const { day, minutes } = parseWeekTime(text);
  const first = Math.floor(start / DAY);
  const ends = Array.from({ length: 8 }, (_, ahead) => first + ahead)
    .filter((one) => day === undefined || dayName(one) === day)
    .map((one) => one * DAY + minutes * MINUTE);
  return ends.find((end) => end > start) ?? start + 7 * DAY;
}

/** The name of a day, counted from 1970-01-01, which was a Thursday. */
const dayName = (day: number): (typeof DAYS)[number] => DAYS[(((day + 3) % 7) + 7) % 7] ?? 'mon';
