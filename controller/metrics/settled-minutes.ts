// From CloudWatch's values to intervals of a minute each; minutes that may still change are left out. Pure.
import type { MetricData } from '../aws/cloudwatch';
import { otherColor } from '../../routing';
import type { Color } from '../../routing';
import type { Counts, Interval } from '../release/judge/types';
import { idOf } from './queries';
import type { Count, Duration } from './queries';
import type { Window } from './port';

const MINUTE = 60_000;

/**
 * How long after its end a minute counts as complete. Load balancers send what they counted every 60 seconds, and such metrics are
 * available after about two minutes ("CloudWatch metrics for your Application Load Balancer"; Datadog, "Cloud metric delay").
 */
export const SETTLED_AFTER_MS = 2 * MINUTE;

/** The whole minutes of a window that have settled by now; `from` is not before `to` where there are none. */
export function settledMinutes(window: Window, now: Date): Window {
  const from = Math.ceil(window.from.getTime() / MINUTE) * MINUTE;
  const latest = Math.min(window.to.getTime(), now.getTime() - SETTLED_AFTER_MS);
  return { from: new Date(from), to: new Date(Math.floor(latest / MINUTE) * MINUTE) };
}

/** What CloudWatch said: counts, and durations where it can compute them. `slowMs` is what was asked for. */
export interface Answer {
  readonly counts: MetricData;
  readonly durations: MetricData | undefined;
  readonly slowMs: number | null;
}

/**
 * The intervals of settled minutes. A metric without requests is not reported, and one that is late looks the same: so a minute
 * counts as one without requests only where a later one of either color has been reported, and the minutes after the last
 * report are left out. A minute with a value that is no count is left out too.
 */
export function minutesOf(answer: Answer, stable: Color, { from, to }: Window): Interval[] {
  const reported = (['blue', 'green'] as const).flatMap((color) => [
    ...(answer.counts.get(idOf(color, 'requests'))?.keys() ?? []),
  ]);
  const end = Math.min(to.getTime(), reported.reduce((latest, one) => Math.max(latest, one), -Infinity) + MINUTE);
  const intervals: Interval[] = [];
  for (let at = from.getTime(); at < end; at += MINUTE) {
    const [ofStable, ofCandidate] = [countsOf(answer, stable, at), countsOf(answer, otherColor(stable), at)];
    if (!ofStable || !ofCandidate) continue;
    const [start, next] = [new Date(at).toISOString(), new Date(at + MINUTE).toISOString()];
    intervals.push({ from: start, to: next, stable: ofStable, candidate: ofCandidate });
  }
  return intervals;
}

function countsOf({ counts, durations, slowMs }: Answer, color: Color, at: number): Counts | undefined {
  const count = (what: Count): number => counts.get(idOf(color, what))?.get(at) ?? 0;
  const statistic = (what: Duration): number | undefined => durations?.get(idOf(color, what))?.get(at);
  const failures = count('target5xx') + count('user') + count('internal');
  // A request that failed was a request, also where the load balancer had not counted it as one.
  const requests = Math.max(count('requests'), failures);
  const throttles = count('throttles');
  // Durations that are missing although there were invocations are late, and are not known.
  const timed = durations && (statistic('timed') ?? (requests > throttles ? null : 0));
  const slow = slowMs === null || timed == null ? null : Math.min(timed, statistic('slow') ?? 0);
  const p95Ms = statistic('p95') ?? null;
  const values = [
    count('requests'),
    count('target5xx'),
    count('user'),
    count('internal'),
    throttles,
    timed,
    slow,
    p95Ms,
  ];
  if (values.some((value) => value != null && !(value >= 0 && value < Infinity))) return undefined;
  return { requests, failures, throttles, timed: timed ?? null, slow, p95Ms };
}
