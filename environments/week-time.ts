// A point of the week as a freeze names it: 08:00, or mon 08:00; always UTC. Pure.
import type { Fault } from './finding';

/** The days in the order of ISO 8601, Monday first. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Day = (typeof DAYS)[number];

const WEEK_TIME = /^(?:(mon|tue|wed|thu|fri|sat|sun) )?([01]\d|2[0-3]):([0-5]\d)$/;

/** A point of the week: minutes after midnight, on that day or, without one, on any. */
export interface WeekTime {
  readonly day: Day | undefined;
  readonly minutes: number;
}

/** What is wrong with a point of the week; undefined for a valid one. */
export function checkWeekTime(text: string): Fault | undefined {
  if (WEEK_TIME.test(text)) return undefined;
  return {
    message: `${JSON.stringify(text)} is not a time of day`,
    hint: 'Write hours and minutes in quotes, such as "08:00", or with a day "mon 08:00"',
  };
}

/** Reads a point of the week. Throws a RangeError for a text that checkWeekTime refuses. */
export function parseWeekTime(text: string): WeekTime {
  const [, name, hours, minutes] = WEEK_TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined)
    throw new RangeError(`${JSON.stringify(text)} is not a time of day`);
  return { day: DAYS.find((day) => day === name), minutes: Number(hours) * 60 + Number(minutes) };
}
