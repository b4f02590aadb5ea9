// The terms of comparisons: the tolerance of a metric, and its share of the false alarms. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import type { Terms } from './comparison';

/** A comparison has two tests that can roll back: with the stable color at the same time, and with its record. */
const TESTS = 2;

/** The chance of a false rollback, 0 to 1. */
export const falseAlarmRate = (metrics: Metrics): number => metrics.false_rollback_percent / 100;

/** The false alarm rate is divided among the tests that can roll back (Bonferroni), whether they have data or not. */
export function makeTerms(
  metrics: Metrics,
  { tolerance, tolerance_ratio: ratio }: Pick<Metrics['errors'], 'tolerance' | 'tolerance_ratio'>,
): Terms {
  const falseAlarm = falseAlarmRate(metrics) / (TESTS * Math.max(1, countComparisons(metrics)));
  return { gap: tolerance / 100, ratio: ratio / 100, falseAlarm };
}

/** The settings by which the slowest percent is compared. */
export const tailSettings = ({ latency }: Metrics): Metrics['latency'] => ({
  ...latency,
  tolerance: latency.tail_tolerance,
});

/** The comparisons that decide. Latency has two: by the 95th and by the 99th percentile. */
function countComparisons(metrics: Metrics): number {
  const { errors, client_errors, latency, response_time, custom } = metrics;
  const compared = [errors, client_errors, latency, response_time, ...Object.values(custom)];
  const deciding = compared.filter(({ compare, dry_run }) => compare && !dry_run).length;
  return deciding + (comparesTail(metrics) && !latency.dry_run ? 1 : 0);
}

/** Whether the slowest percent is compared. A source of the service's own does not count it. */
export const comparesTail = ({ latency, source }: Metrics): boolean =>
  latency.compare && latency.compare_tail && source === undefined;
