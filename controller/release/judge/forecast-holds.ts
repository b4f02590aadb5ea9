// What a part of a plan waits for at its end: the requests that every metric needs. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { parseDuration } from '../../../environments/duration';
import { knownRequests } from './forecast-data';
import type { Situation } from './forecast-data';
import type { Metric, MetricSettings } from './metric';
import { listMetrics } from './metrics';
import { NO_THRESHOLDS } from './thresholds';
import type { Interval } from './types';

/** How a rollout is evaluated, and for how long what is missing is waited for. */
interface Pace {
  readonly intervalSeconds: number;
  readonly holdAtMostSeconds: number;
}

/** How long a part of a plan lasts beyond its time; `lacks`: the metric whose requests do not come within that, or null. */
export interface Hold {
  readonly seconds: number;
  readonly lacks: string | null;
}

/** How long the last leg is held for requests. It ends with an evaluation, one at each interval. */
export function findHold(situation: Situation, pace: Pace): Hold {
  const deciding = decidingMetrics(situation.metrics);
  const longest = longestHold(pace);
  const lackingAt = (more: number): Metric | undefined => deciding.find((metric) => isHeld(situation, metric, more));
  for (let seconds = 0; seconds <= longest; seconds += pace.intervalSeconds) {
    if (!lackingAt(seconds)) return { seconds, lacks: null };
  }
  return { seconds: longest, lacks: lackingAt(longest)?.name ?? null };
}

/** When a leg is given up, in seconds after its time: at the first evaluation from hold_at_most on. */
export const longestHold = ({ holdAtMostSeconds, intervalSeconds }: Pace): number =>
  Math.ceil(holdAtMostSeconds / intervalSeconds) * intervalSeconds;

/** The metric that fails the last leg at its first evaluation, since it has no data by then; null where none does. */
export function findFailure(situation: Situation, { intervalSeconds }: Pace): string | null {
  const seconds = situation.legs.at(-1)?.seconds ?? 0;
  const more = Math.min(0, intervalSeconds - seconds);
  const fails = decidingMetrics(situation.metrics).find(
    (metric) => metric.settings.no_data === 'fail' && countOf(situation, metric, more) === 0,
  );
  return seconds > 0 && fails ? fails.name : null;
}

/** The candidate's requests at the weight of the last leg that the errors are judged by at its end. */
export const countErrors = (situation: Situation, more = 0): number =>
  countKnown(situation, { name: 'errors', settings: situation.metrics.errors }, more);

/** The part of all requests that each metric has data for, by what was measured. */
export function countParts(metrics: Metrics, intervals: readonly Interval[]): Readonly<Record<string, number>> {
  const both = intervals.flatMap((one) => [one, { ...one, candidate: one.stable }]);
  const sum = (countOne: (interval: Interval) => number): number =>
    both.reduce((total, one) => total + countOne(one), 0);
  const all = sum(({ candidate }) => candidate.requests);
  return Object.fromEntries(
    metricsOf(metrics).map(({ name, requests }) => [name, all === 0 ? 0 : sum(requests) / all]),
  );
}

/** A metric holds below min_requests, and without a request does what no_data says; within its delay it always holds. */
function isHeld(situation: Situation, metric: Metric, more: number): boolean {
  const count = countOf(situation, metric, more);
  if (count === null) return true;
  return count === 0 ? metric.settings.no_data === 'hold' : count < metric.settings.min_requests;
}

/** Its requests that are known; null within its delay. */
function countOf(situation: Situation, metric: Metric, more: number): number | null {
  const delay = parseDuration(metric.settings.initial_delay);
  return sinceShift(situation) + more < delay ? null : countKnown(situation, metric, more);
}

/** The seconds at the weight of the last leg, which an earlier one may have too. */
const sinceShift = ({ legs }: Situation): number =>
  legs.filter(({ weight }) => weight === legs.at(-1)?.weight).reduce((sum, { seconds }) => sum + seconds, 0);

function countKnown(
  situation: Situation,
  { name, settings }: { readonly name: string; readonly settings: MetricSettings },
  more: number,
): number {
  const known = knownRequests(situation, more - parseDuration(settings.initial_delay));
  return Math.floor(known * (situation.traffic.parts?.[name] ?? 1));
}

const decidingMetrics = (metrics: Metrics): readonly Metric[] =>
  metricsOf(metrics).filter(({ settings }) => !settings.dry_run);

const NEVER = new Date(0);

/** The metrics without anything to judge. */
const metricsOf = (metrics: Metrics): readonly Metric[] =>
  listMetrics({
    service: '',
    metrics,
    intervals: [],
    before: [],
    alarms: [],
    thresholds: NO_THRESHOLDS,
    shifts: [NEVER],
    earlier: [],
    now: NEVER,
  });
