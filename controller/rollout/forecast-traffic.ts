// The traffic of a service in the last minutes, which is taken for what comes.
import type { Environment, Service } from '../../environments/schema';
import type { Metrics } from '../../environments/schema-metrics';
import type { Context } from '../core/context';
import { openMetrics } from '../metrics';
import { NO_THRESHOLDS, countParts } from '../release/judge';
import type { Interval, Traffic } from '../release/judge';

/** The minutes whose traffic is taken for what comes. */
export const TRAFFIC_MINUTES = 15;
/** With less data, a rate says next to nothing: minutes, and requests. */
const FEWEST_MINUTES = 1;
const FEWEST_REQUESTS = 30;

/** Traffic, and how many requests it was measured from. `isLittle`: too little is known of it for a rate to be true. */
export interface MeasuredTraffic extends Traffic {
  readonly requests: number;
  readonly isLittle: boolean;
}

/**
 * Reads the traffic of a service; null without a request.
 * @throws {UserError} METRICS_UNAVAILABLE.
 */
export async function readTraffic(
  context: Context,
  environment: Environment,
  service: Service,
): Promise<MeasuredTraffic | null> {
  const source = await openMetrics(environment, context);
  const to = context.now();
  const from = new Date(to.getTime() - TRAFFIC_MINUTES * 60_000);
  const intervals = await source.readIntervals(service, { from, to, thresholds: NO_THRESHOLDS });
  return measureTraffic(intervals, service.rollout.metrics);
}

/** Measures the traffic of intervals; null without a request. Where little is known, the whole time that was asked for counts. */
export function measureTraffic(intervals: readonly Interval[], metrics: Metrics): MeasuredTraffic | null {
  const [first, last] = [intervals[0], intervals.at(-1)];
  const sum = (count: 'requests' | 'failures' | 'clientErrors'): number =>
    intervals.reduce((total, { stable, candidate }) => total + (stable[count] ?? 0) + (candidate[count] ?? 0), 0);
  const isRefusalKnown = intervals.every(({ stable }) => stable.clientErrors !== null);
  const requests = sum('requests');
  if (!first || !last || requests === 0) return null;
  const known = (Date.parse(last.to) - Date.parse(first.from)) / 60_000;
  const isLittle = known < FEWEST_MINUTES || requests < FEWEST_REQUESTS;
  return {
    perMinute: requests / (isLittle ? TRAFFIC_MINUTES : known),
    failing: sum('failures') / requests,
    clientErrors: isRefusalKnown ? sum('clientErrors') / requests : null,
    parts: countParts(metrics, intervals),
    requests,
    isLittle,
  };
}
