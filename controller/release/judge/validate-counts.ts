// Checks counts: not negative, whole, and consistent with each other. Pure.
import type { Sample } from './sample';
import type { Counts, Interval, Timing } from './types';

/** How far a count may be from a whole number. */
const ROUNDING = 1e-6;

/** What is wrong with an interval's numbers; undefined when nothing is. */
export const findCountsFault = ({ from, stable, candidate }: Interval): string | undefined =>
  findFault(stable, `stable, ${from}`) ?? findFault(candidate, `candidate, ${from}`);

function findFault(counts: Counts, where: string): string | undefined {
  const { requests, failures, clientErrors, throttles, response } = counts;
  const answered = failures + (clientErrors ?? 0);
  return (
    findUncountable({ requests, failures, clientErrors, throttles }, where) ??
    (failures > requests ? `${where}: ${failures} failures of ${requests} requests` : undefined) ??
    (answered > requests ? `${where}: ${answered} answers with 4xx or 5xx of ${requests} requests` : undefined) ??
    findTimingFault(counts, where) ??
    findTimingFault(response, `${where}, response times`)
  );
}

function findTimingFault({ timed, slow, slowest, p95Ms }: Timing, where: string): string | undefined {
  const uncountable = findUncountable({ timed, slow, slowest }, where);
  if (uncountable !== undefined) return uncountable;
  const above = Math.max(slow ?? 0, slowest ?? 0);
  if (above > (timed ?? 0)) return `${where}: ${above} slow of ${timed ?? 'no'} timed`;
  return p95Ms !== null && !(p95Ms >= 0 && p95Ms < Infinity) ? `${where}: p95 is ${p95Ms} ms` : undefined;
}

const findUncountable = (values: Readonly<Record<string, number | null>>, where: string): string | undefined =>
  Object.entries(values).flatMap(([name, value]) =>
    value === null || isCount(value) ? [] : [`${where}: ${name} is ${value}, which is not a count`],
  )[0];

/** What is wrong with the numbers of a metric of the file; undefined when nothing is. */
export function findSampleFault({ count, hits }: Sample, where: string): string | undefined {
  const fault =
    findUncountable({ bad: hits, all: count }, where) ??
    (hits > count ? `${where}: ${hits} bad of ${count}` : undefined);
  return fault === undefined ? undefined : `${fault}: both must be counts, and bad a part of all`;
}

const isCount = (value: unknown): boolean =>
  typeof value === 'number' &&
  value >= 0 &&
  value <= Number.MAX_SAFE_INTEGER &&
  Math.abs(value - Math.round(value)) <= ROUNDING;

/** The same interval with whole counts. */
export const roundInterval = (interval: Interval): Interval => ({
  ...interval,
  stable: roundCounts(interval.stable),
  candidate: roundCounts(interval.candidate),
});

const roundCounts = (counts: Counts): Counts => ({
  ...roundTiming(counts),
  requests: Math.round(counts.requests),
  failures: Math.round(counts.failures),
  clientErrors: roundKnown(counts.clientErrors),
  throttles: roundKnown(counts.throttles),
  response: roundTiming(counts.response),
  custom: counts.custom,
});

const roundTiming = ({ timed, slow, slowest, p95Ms }: Timing): Timing => ({
  timed: roundKnown(timed),
  slow: roundKnown(slow),
  slowest: roundKnown(slowest),
  p95Ms,
});

const roundKnown = (value: number | null): number | null => (value === null ? null : Math.round(value));
