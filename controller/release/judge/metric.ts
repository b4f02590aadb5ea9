// One metric of an evaluation: its opinion, and the settings that all metrics share. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { formatDuration, parseDuration } from '../../../environments/duration';
import type { Evaluation, MetricEvaluation } from '../rollout/types';
import type { Opinion } from './opinion';
import type { JudgeInput, Interval } from './types';
import { formatCount } from './format';

type Name = 'errors' | 'throttles' | 'latency';
type Common = Pick<Metrics[Name], 'min_requests' | 'failure_budget' | 'initial_delay' | 'dry_run' | 'no_data'>;

/** A metric, and how to judge intervals with enough requests by it. */
export interface Metric {
  readonly name: Name;
  readonly settings: Common;
  /** The candidate's requests for which the metric has data. */
  readonly requests: (interval: Interval) => number;
  /** The value that is drawn over time; null for an interval without one. */
  readonly value: (interval: Interval) => number | null;
  readonly opinion: (intervals: readonly Interval[]) => Opinion;
}

/** A metric as it is shown, and its effect on the rollout, which may be weaker (dry run, failure budget). */
export interface MetricResult {
  readonly evaluation: MetricEvaluation;
  readonly effect: Evaluation['kind'];
}

/** Evaluates one metric. */
export function evaluateMetric(metric: Metric, input: JudgeInput, intervals: readonly Interval[]): MetricResult {
  const { name, settings, value } = metric;
  const delayEnds = input.since.getTime() + parseDuration(settings.initial_delay) * 1000;
  const judged = intervals.filter(({ from }) => settings.initial_delay === '0s' || Date.parse(from) >= delayEnds);
  const delayed = input.now.getTime() < delayEnds;
  const opinion = delayed ? holdForDelay(settings) : judgeIntervals(metric, judged);
  const evaluation = { name, value: intervals.map(value).findLast((one) => one !== null) ?? null, ...opinion };
  return settings.dry_run ? applyDryRun(evaluation) : applyBudget(evaluation, settings.failure_budget, input);
}

function holdForDelay({ initial_delay }: Common): Opinion {
  return {
    kind: 'hold',
    reason: `counted from ${formatDuration(parseDuration(initial_delay))} after the first shift`,
  };
}

function judgeIntervals({ settings, requests, opinion }: Metric, intervals: readonly Interval[]): Opinion {
  const seen = intervals.reduce((sum, interval) => sum + requests(interval), 0);
  if (seen === 0) return { kind: settings.no_data, reason: 'no data for the candidate' };
  if (seen >= settings.min_requests) return opinion(intervals);
  return { kind: 'hold', reason: `${formatCount(seen)} of the ${formatCount(settings.min_requests)} requests needed` };
}

const applyDryRun = (evaluation: MetricEvaluation): MetricResult => ({
  evaluation: { ...evaluation, reason: `dry run: ${evaluation.reason}` },
  effect: 'pass',
});

/** A failure within the budget holds instead of rolling back. */
function applyBudget(evaluation: MetricEvaluation, budget: number, { service, earlier }: JudgeInput): MetricResult {
  if (evaluation.kind !== 'fail' || budget === 0) return { evaluation, effect: evaluation.kind };
  const names = [evaluation.name, qualifyName(service, evaluation.name)];
  const failed = earlier.filter(({ metrics }) => metrics.some((m) => m.kind === 'fail' && names.includes(m.name)));
  const reason = `${evaluation.reason}; failure ${failed.length + 1}, failure_budget ${budget}`;
  return { evaluation: { ...evaluation, reason }, effect: failed.length < budget ? 'hold' : 'fail' };
}

/** A metric's name in an evaluation of several services. */
export const qualifyName = (service: string, metric: string): string => `${service} ${metric}`;
