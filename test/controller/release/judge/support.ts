// Inputs for tests of the judgement: a rollout that is evaluated every minute, with defaults for all that a test does not set.
import { judge, NO_THRESHOLDS, NO_TIMING } from '../../../../controller/release/judge';
import type { Counts, JudgeInput, Interval } from '../../../../controller/release/judge';
import type { Evaluation } from '../../../../controller/release/rollout';
import { metrics } from '../../../../environments/schema-metrics';

export const START = Date.UTC(2026, 2, 1, 12);

/** The time of a minute since the first shift. */
export const minute = (index: number): string => new Date(START + index * 60_000).toISOString();

/** Counts of a color without throttles; invocations are not timed by default. */
export const counts = (requests: number, failures = 0, more: Partial<Counts> = {}): Counts => ({
  requests,
  failures,
  clientErrors: null,
  throttles: 0,
  ...NO_TIMING,
  response: NO_TIMING,
  custom: {},
  ...more,
});

/** The interval of a minute, counted from 0. */
export const interval = (index: number, stable: Counts, candidate: Counts): Interval => ({
  from: minute(index),
  to: minute(index + 1),
  stable,
  candidate,
});

/** A number of minutes with the same counts. */
export const minutes = (length: number, stable: Counts, candidate: Counts): Interval[] =>
  Array.from({ length }, (_, i) => interval(i, stable, candidate));

/** A minute of colors that are alike, with so many requests that two prove it. */
export const ALIKE = { stable: counts(270_000, 270), candidate: counts(30_000, 30) };

type Settings = Parameters<typeof metrics.parse>[0];

/** The input at the end of some intervals. */
export const judgeInput = (
  intervals: readonly Interval[],
  settings: Settings = {},
  more: Partial<JudgeInput> = {},
): JudgeInput => ({
  service: 'shop',
  metrics: metrics.parse(settings),
  intervals,
  alarms: [],
  thresholds: NO_THRESHOLDS,
  before: [],
  shifts: [new Date(START)],
  earlier: [],
  now: new Date(intervals.at(-1)?.to ?? START),
  ...more,
});

/** The evaluation of some intervals. */
export const evaluate = (...parts: Parameters<typeof judgeInput>): Evaluation => judge(judgeInput(...parts));

/** One metric of an evaluation. */
export function metricOf(evaluation: Evaluation, name: string) {
  const found = evaluation.metrics.find((metric) => metric.name === name);
  if (!found) throw new Error(`there is no ${name} in ${JSON.stringify(evaluation.metrics)}`);
  return found;
}
