// Checks counts: not negative, whole, and consistent with each other. Pure.
import type { Counts, Interval } from './types';

/** How far a count may be from a whole number. */
const ROUNDING = 1e-6;

/** What is wrong with an interval's numbers; undefined when nothing is. */
export const findCountsFault = ({ from, stable, candidate }: Interval): string | undefined =>
  findFault(stable, `stable, ${from}`) ?? findFault(candidate, `candidate, ${from}`);

function findFault(counts: Counts, where: string): string | undefined {
  const { requests, failures, throttles, timed, slow, p95Ms } = counts;
  for (const [name, value] of Object.entries({ requests, failures, throttles, timed: timed ?? 0, slow: slow ?? 0 })) {
    if (!isCount(value)) return `${where}: ${name} is ${value}, which is not a count`;
  }
  if (failures > requests) return `${where}: ${failures} failures of ${requests} requests`;
  if ((slow ?? 0) > (timed ?? 0)) return `${where}: ${slow} slow of ${timed ?? 'no'} timed`;
  if (p95Ms !== null && !(p95Ms >= 0 && p95Ms < Infinity)) return `${where}: p95 is ${p95Ms} ms`;
  return undefined;
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
  requests: Math.round(counts.requests),
  failures: Math.round(counts.failures),
  throttles: Math.round(counts.throttles),
  timed: counts.timed === null ? null : Math.round(counts.timed),
  slow: counts.slow === null ? null : Math.round(counts.slow),
  p95Ms: counts.p95Ms,
});
