// Which intervals a judgement may rest on: sound, in order, without gaps, and up to now. Pure.
import { formatDuration } from '../../../environments/duration';
import { countsFault, rounded } from './validate-counts';
import type { Evidence, Interval } from './types';

const MINUTE_MS = 60_000;
/** A minute's numbers are there two minutes after its end, and it took one itself; later than another one, they are late. */
const LATE_MS = 4 * MINUTE_MS;
/** How far the clock of the numbers may be ahead of ours. */
const AHEAD_MS = MINUTE_MS;

/** `unsound` data says nothing at all; `incomplete` data may say that the candidate is bad, but not that it is good. */
export type Intake =
  | { readonly kind: 'complete'; readonly intervals: readonly Interval[] }
  | { readonly kind: 'incomplete'; readonly intervals: readonly Interval[]; readonly reason: string }
  | { readonly kind: 'unsound'; readonly reason: string };

/** Looks through the intervals of an evidence. */
export function intakeOf(evidence: Evidence): Intake {
  const { intervals } = evidence;
  const unsound = clockFault(evidence) ?? orderFault(intervals) ?? firstOf(intervals, countsFault);
  if (unsound !== undefined) return { kind: 'unsound', reason: unsound };
  const sound = intervals.map(rounded);
  const missing = gap(evidence) ?? lateness(evidence);
  return missing === undefined
    ? { kind: 'complete', intervals: sound }
    : { kind: 'incomplete', intervals: sound, reason: missing };
}

function clockFault({ intervals, since, now }: Evidence): string | undefined {
  if (!(now.getTime() >= since.getTime() - AHEAD_MS)) {
    return `the clock shows ${iso(now)}, before the first shift at ${iso(since)}`;
  }
  const last = intervals.at(-1);
  if (!last || !(Date.parse(last.to) > now.getTime() + AHEAD_MS)) return undefined;
  return `there is data up to ${last.to}, and the clock shows ${iso(now)}`;
}

function orderFault(intervals: readonly Interval[]): string | undefined {
  let before = -Infinity;
  for (const { from, to } of intervals) {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    if (!(end > start)) return `an interval from ${from} to ${to} is none`;
    if (start < before) return `the interval from ${from} begins before the one before it ends`;
    before = end;
  }
  return undefined;
}

function gap({ intervals, since }: Evidence): string | undefined {
  const [first] = intervals;
  if (first && Date.parse(first.from) > since.getTime() + Math.max(MINUTE_MS, lengthOf(first))) {
    return `no data from ${iso(since)} to ${first.from}`;
  }
  const hole = intervals.findIndex(({ to }, i) => Date.parse(intervals[i + 1]?.from ?? to) > Date.parse(to));
  return hole < 0 ? undefined : `no data from ${intervals[hole]?.to} to ${intervals[hole + 1]?.from}`;
}

function lateness({ intervals, since, now }: Evidence): string | undefined {
  const last = intervals.at(-1);
  const until = last ? Date.parse(last.to) : since.getTime();
  const late = now.getTime() - until;
  if (late <= Math.max(LATE_MS, last ? 2 * lengthOf(last) : 0)) return undefined;
  return `the data is late: it ends at ${iso(new Date(until))}, ${formatDuration(late / 1000)} ago`;
}

const lengthOf = ({ from, to }: Interval): number => Date.parse(to) - Date.parse(from);

/** A date that is none is said, not thrown. */
const iso = (date: Date): string => (Number.isNaN(date.getTime()) ? 'no time' : date.toISOString());

function firstOf<T>(items: readonly T[], faultOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
