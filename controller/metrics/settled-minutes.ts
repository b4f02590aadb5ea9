// Converts CloudWatch's values to intervals of a minute; minutes that may still change are left out. Pure.
import type { MetricData } from '../aws/cloudwatch';
import { otherColor } from '../../routing';
import type { Color } from '../../routing';
import type { Counts, Interval, Timing } from '../release/judge/types';
import type { Thresholds } from '../release/judge/thresholds';
import { toCustomSamples } from './custom-queries';
import { queryId, toMilliseconds } from './queries';
import type { Count, Statistic } from './queries';
import type { Window } from './port';

const MINUTE = 60_000;

/**
 * How long after its end a minute counts as complete. Load balancers send their counts every 60 seconds, and these metrics are
 * available after about two minutes ("CloudWatch metrics for your Application Load Balancer"; Datadog, "Cloud metric delay").
 */
export const SETTLED_AFTER_MS = 2 * MINUTE;

/** The whole minutes of a window that have settled; when there are none, `from` is not before `to`. */
export function findSettledMinutes(window: Window, now: Date): Window {
  const from = Math.ceil(window.from.getTime() / MINUTE) * MINUTE;
  const latest = Math.min(window.to.getTime(), now.getTime() - SETTLED_AFTER_MS);
  return { from: new Date(from), to: new Date(Math.floor(latest / MINUTE) * MINUTE) };
}

/** CloudWatch's counts, its durations if it can compute them, and the values of the metrics of the file, by their `names`. */
export interface CloudWatchAnswer {
  readonly counts: MetricData;
  readonly durations: MetricData | undefined;
  readonly thresholds: Thresholds;
  readonly custom: { readonly names: readonly string[]; readonly data: MetricData };
}

/**
 * The intervals of settled minutes. A metric is missing when there were no requests, and also when it is late. So a minute only
 * counts as one without requests when a later one of either color has been reported; the minutes after the last report are left
 * out. A minute with a value that is not a count is left out too.
 */
export function toIntervals(answer: CloudWatchAnswer, stable: Color, { from, to }: Window): Interval[] {
  const reported = (['blue', 'green'] as const).flatMap((color) => [
    ...(answer.counts.get(queryId(color, 'requests'))?.keys() ?? []),
  ]);
  const end = Math.min(to.getTime(), reported.reduce((latest, one) => Math.max(latest, one), -Infinity) + MINUTE);
  const intervals: Interval[] = [];
  for (let at = from.getTime(); at < end; at += MINUTE) {
    const [ofStable, ofCandidate] = [toCounts(answer, stable, at), toCounts(answer, otherColor(stable), at)];
    if (!ofStable || !ofCandidate) continue;
    const [start, next] = [new Date(at).toISOString(), new Date(at + MINUTE).toISOString()];
    intervals.push({ from: start, to: next, stable: ofStable, candidate: ofCandidate });
  }
  return intervals;
}

function toCounts(answer: CloudWatchAnswer, color: Color, at: number): Counts | undefined {
  const { counts, custom } = answer;
  const count = (what: Count): number => counts.get(queryId(color, what))?.get(at) ?? 0;
  const throttles = count('throttles');
  const failures = count('target5xx') + count('user') + count('internal');
  // The load balancer may not have counted a failed request as a request.
  const requests = Math.max(count('requests'), failures);
  const clientErrors = Math.min(count('target4xx'), requests - failures);
  const { duration, response } = toTimings(answer, color, at, requests > throttles);
  const raw = COUNTS.map(count);
  const values = [...raw, duration.timed, duration.slow, duration.p95Ms, response.timed, response.slow, response.p95Ms];
  if (values.some((value) => value != null && !(value >= 0 && value < Infinity))) return undefined;
  const known = { requests, failures, clientErrors, throttles, ...duration, response };
  return { ...known, custom: toCustomSamples(custom.names, custom.data, color, at) };
}

const COUNTS: readonly Count[] = ['requests', 'target4xx', 'target5xx', 'user', 'internal', 'throttles'];

/** Durations that are missing although there were invocations are late, so they are not known. */
function toTimings({ durations, thresholds }: CloudWatchAnswer, color: Color, at: number, hasInvocations: boolean) {
  const statistic = (what: Statistic): number | undefined => durations?.get(queryId(color, what))?.get(at);
  const timedBy = (what: Statistic): number | null =>
    durations === undefined ? null : (statistic(what) ?? (hasInvocations ? null : 0));
  const above = (threshold: number | null, timed: number | null, what: Statistic): number | null =>
    threshold === null || timed === null ? null : Math.min(timed, statistic(what) ?? 0);
  const [timed, responses] = [timedBy('timed'), timedBy('responseTimed')];
  const seconds = statistic('responseP95');
  const duration: Timing = {
    timed,
    slow: above(thresholds.slowMs, timed, 'slow'),
    slowest: above(thresholds.slowestMs, timed, 'slowest'),
    p95Ms: statistic('p95') ?? null,
  };
  const response: Timing = {
    timed: responses,
    slow: above(thresholds.slowResponseMs, responses, 'responseSlow'),
    slowest: null,
    p95Ms: seconds === undefined ? null : toMilliseconds(seconds),
  };
  return { duration, response };
}
