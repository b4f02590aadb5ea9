// The metrics of a service over a time, for charts.
import type { Environment, Service } from '../../environments';
import type { Context } from '../core/context';
import type { HistoryEntry } from '../inspect/history';
import { openMetrics } from '../metrics';
import { NO_THRESHOLDS } from '../release/judge';
import { toPoints } from './series';
import type { Series, WeightMark } from './wire';

/** A time, and the journal's entries of the service, newest first. */
export interface SeriesWindow {
  readonly from: Date;
  readonly to: Date;
  readonly entries: readonly HistoryEntry[];
}

/**
 * Reads the counts of both colors, with a mark where the journal has a change of weights.
 * @throws {UserError} METRICS_UNAVAILABLE.
 */
export async function readSeries(
  context: Context,
  environment: Environment,
  service: Service,
  { from, to, entries }: SeriesWindow,
): Promise<Series> {
  const source = await openMetrics(environment, context);
  const intervals = await source.readIntervals(service, { from, to, thresholds: NO_THRESHOLDS });
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    points: toPoints(intervals, service.active_color),
    marks: entries.flatMap((entry) => markOf(entry, from, to)).reverse(),
  };
}

function markOf(
  { time, acceptedAt, from: before, to: after, result }: HistoryEntry,
  from: Date,
  to: Date,
): WeightMark[] {
  const at = acceptedAt ?? time;
  const isOutside = Date.parse(at) < from.getTime() || Date.parse(at) > to.getTime();
  if (!after || result !== 'done' || isOutside || before?.weights.green === after.weights.green) return [];
  return [{ at, text: `green ${after.weights.green} %` }];
}
