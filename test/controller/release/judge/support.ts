// Evidence for tests of the judgement: a rollout that has been looked at every minute, with only what a test is about said.
import { judge } from '../../../../controller/release/judge';
import type { Counts, Evidence, Interval } from '../../../../controller/release/judge';
import type { Look } from '../../../../controller/release/rollout';
import { metrics } from '../../../../environments/schema-metrics';

export const START = Date.UTC(2026, 2, 1, 12);

/** The time of a minute since the first shift. */
export const minute = (index: number): string => new Date(START + index * 60_000).toISOString();

/** Counts of a color that does well; what is not timed is left out by default. */
export const counts = (requests: number, failures = 0, more: Partial<Counts> = {}): Counts => ({
  requests,
  failures,
  throttles: 0,
  timed: null,
  slow: null,
  p95Ms: null,
  ...more,
});

/** The interval of a minute, counted from 0. */
export const interval = (index: number, stable: Counts, candidate: Counts): Interval => ({
  from: minute(index),
  to: minute(index + 1),
  stable,
  candidate,
});

/** As many minutes as asked for, all alike. */
export const minutes = (length: number, stable: Counts, candidate: Counts): Interval[] =>
  Array.from({ length }, (_, i) => interval(i, stable, candidate));

type Settings = Parameters<typeof metrics.parse>[0];

/** The evidence at the end of some intervals. */
export const evidence = (
  intervals: readonly Interval[],
  settings: Settings = {},
  more: Partial<Evidence> = {},
): Evidence => ({
  service: 'shop',
  metrics: metrics.parse(settings),
  intervals,
  alarms: [],
  slowMs: null,
  since: new Date(START),
  looks: [],
  now: new Date(intervals.at(-1)?.to ?? START),
  ...more,
});

/** The look at some intervals. */
export const lookAt = (...parts: Parameters<typeof evidence>): Look => judge(evidence(...parts));

/** One metric of a look. */
export function metricOf(look: Look, name: string) {
  const found = look.metrics.find((metric) => metric.name === name);
  if (!found) throw new Error(`there is no ${name} in ${JSON.stringify(look.metrics)}`);
  return found;
}
