// Which intervals can be judged: valid counts, in order, without gaps, and recent. Pure.
import { formatDuration } from '../../../environments/duration';
import { findCountsFault, roundInterval } from './validate-counts';
import type { JudgeInput, Interval } from './types';

const MINUTE_MS = 60_000;
/** CloudWatch has a minute's data two minutes after its end; add the minute itself and one of slack. */
const LATE_MS = 4 * MINUTE_MS;
/** A minute that is missing or invalid after this time will stay so: the others are judged without it. */
const LOST_MS = 15 * MINUTE_MS;
/** How far the clock of the data may be ahead of ours. */
const AHEAD_MS = MINUTE_MS;

/** `invalid` data is not judged; `incomplete` data can fail a candidate, but cannot pass it. */
export type DataQuality =
  | { readonly kind: 'complete'; readonly intervals: readonly Interval[] }
  | { readonly kind: 'incomplete'; readonly intervals: readonly Interval[]; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Checks the intervals of a service. One whose counts cannot be right counts as missing. */
export function checkData(input: JudgeInput): DataQuality {
  const { intervals } = input;
  const invalid = findClockFault(input) ?? findOrderFault(intervals);
  if (invalid !== undefined) return { kind: 'invalid', reason: invalid };
  const valid = intervals.filter((one) => findCountsFault(one) === undefined).map(roundInterval);
  const recent = intervals.filter(({ to }) => !isLost(input, to));
  const missing = findFirst(recent, findCountsFault) ?? findGap(input) ?? findDelay(input);
  return missing === undefined
    ? { kind: 'complete', intervals: valid }
    : { kind: 'incomplete', intervals: valid, reason: missing };
}

/** Whether what is missing until this time has been missing for so long that it will not come any more. */
export const isLost = ({ now }: JudgeInput, until: string): boolean => now.getTime() - Date.parse(until) > LOST_MS;

function findClockFault({ intervals, shifts: [since], now }: JudgeInput): string | undefined {
  if (!(now.getTime() >= since.getTime() - AHEAD_MS)) {
    return `the clock shows ${formatDate(now)}, before the first shift at ${formatDate(since)}`;
  }
  const last = intervals.at(-1);
  if (!last || !(Date.parse(last.to) > now.getTime() + AHEAD_MS)) return undefined;
  return `there is data up to ${last.to}, and the clock shows ${formatDate(now)}`;
}

function findOrderFault(intervals: readonly Interval[]): string | undefined {
  let before = -Infinity;
  for (const { from, to } of intervals) {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    if (!(end > start)) return `the interval from ${from} to ${to} is not valid`;
    if (start < before) return `the interval from ${from} begins before the previous one ends`;
    before = end;
  }
  return undefined;
}

function findGap(input: JudgeInput): string | undefined {
  const {
    intervals,
    shifts: [since],
  } = input;
  const [first] = intervals;
  if (
    first &&
    Date.parse(first.from) > since.getTime() + Math.max(MINUTE_MS, lengthOf(first)) &&
    !isLost(input, first.from)
  ) {
    return `no data from ${formatDate(since)} to ${first.from}`;
  }
  const hole = intervals.findIndex(({ to }, i) => {
    const next = intervals[i + 1]?.from ?? to;
    return Date.parse(next) > Date.parse(to) && !isLost(input, next);
  });
  return hole < 0 ? undefined : `no data from ${intervals[hole]?.to} to ${intervals[hole + 1]?.from}`;
}

function findDelay({ intervals, shifts: [since], now }: JudgeInput): string | undefined {
  const last = intervals.at(-1);
  const until = last ? Date.parse(last.to) : since.getTime();
  const late = now.getTime() - until;
  if (late <= Math.max(LATE_MS, last ? 2 * lengthOf(last) : 0)) return undefined;
  return `the data is late: it ends at ${formatDate(new Date(until))}, ${formatDuration(late / 1000)} ago`;
}

const lengthOf = ({ from, to }: Interval): number => Date.parse(to) - Date.parse(from);

/** Formats an invalid date instead of throwing. */
const formatDate = (date: Date): string => (Number.isNaN(date.getTime()) ? 'an invalid time' : date.toISOString());

function findFirst<T>(items: readonly T[], faultOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
