// One metric of an evaluation: its opinion, and the settings that all metrics share. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { formatDuration, parseDuration } from '../../../environments/duration';
import type { Evaluation, MetricEvaluation } from '../rollout/types';
import type { Opinion } from './opinion';
import type { JudgeInput, Interval } from './types';
import { isLost } from './data-quality';
import { formatCount } from './format';
import { lastShift, makeView } from './view';
import type { View } from './view';

/** The settings that all metrics share. */
export type MetricSettings = Pick<
  Metrics['errors'],
  'min_requests' | 'failure_budget' | 'initial_delay' | 'dry_run' | 'no_data'
>;

/** A metric, and how to judge intervals with enough requests by it. */
export interface Metric {
  readonly name: string;
  readonly settings: MetricSettings;
  /** The candidate's requests for which the metric has data. */
  readonly requests: (interval: Interval) => number;
  /** The value that is drawn over time; null for an interval without one. */
  readonly value: (interval: Interval) => number | null;
  readonly opinion: (view: View) => Opinion;
  /** What is wrong with an interval's numbers of this metric alone; undefined when nothing is. */
  readonly findFault?: ((interval: Interval) => string | undefined) | undefined;
}

/** A metric as it is shown, and its effect on the rollout, which may be weaker (dry run, failure budget). */
export interface MetricResult {
  readonly evaluation: MetricEvaluation;
  readonly effect: Evaluation['kind'];
}

/** Evaluates one metric. */
export function evaluateMetric(metric: Metric, input: JudgeInput, all: readonly Interval[]): MetricResult {
  const { name, settings, value, findFault = () => undefined } = metric;
  const { shifts } = input;
  const isRight = (one: Interval): boolean => findFault(one) === undefined;
  const [intervals, before] = [all.filter(isRight), input.before.filter(isRight)];
  const delay = parseDuration(settings.initial_delay) * 1000;
  const delayed = input.now.getTime() < lastShift(shifts) + delay;
  const opinion = delayed
    ? holdForDelay(settings)
    : holdForFault(judgeView(metric, makeView(intervals, before, { shifts, delay })), metric, input, all);
  const evaluation = { name, value: intervals.map(value).findLast((one) => one !== null) ?? null, ...opinion };
  return settings.dry_run ? applyDryRun(evaluation) : applyBudget(evaluation, settings.failure_budget, input);
}

/** Numbers of an interval that cannot be right may still become right; until then they can fail a candidate, and not pass it. */
function holdForFault(opinion: Opinion, { findFault }: Metric, input: JudgeInput, all: readonly Interval[]): Opinion {
  const faults = all.flatMap((one) => (isLost(input, one.to) ? [] : [findFault?.(one)]));
  const fault = faults.find((one) => one !== undefined);
  if (fault === undefined || opinion.kind === 'fail') return opinion;
  return { kind: 'hold', reason: fault };
}

function holdForDelay({ initial_delay }: MetricSettings): Opinion {
  return {
    kind: 'hold',
    reason: `counted from ${formatDuration(parseDuration(initial_delay))} after each shift`,
  };
}

/** A weight is judged by what came after the shift to it. What came before can still fail the candidate, and never passes it. */
function judgeView({ settings, requests, opinion }: Metric, view: View): Opinion {
  const count = (intervals: readonly Interval[]): number =>
    intervals.reduce((sum, interval) => sum + requests(interval), 0);
  const [seen, inAll] = [count(view.present), count(view.all)];
  const opinionOfAll = inAll >= settings.min_requests ? opinion(view) : undefined;
  if (opinionOfAll && (opinionOfAll.kind === 'fail' || seen >= settings.min_requests)) return opinionOfAll;
  if (seen === 0) return { kind: settings.no_data, reason: 'no data for the candidate since the last shift' };
  return {
    kind: 'hold',
    reason: `${formatCount(seen)} of the ${formatCount(settings.min_requests)} requests needed since the last shift`,
  };
}

const applyDryRun = (evaluation: MetricEvaluation): MetricResult => ({
  evaluation: { ...evaluation, reason: `dry run: ${evaluation.reason}` },
  effect: 'pass',
});

/** A failure within the budget of the present weight holds instead of rolling back. */
function applyBudget(
  evaluation: MetricEvaluation,
  budget: number,
  { service, earlier, shifts }: JudgeInput,
): MetricResult {
  if (budget === 0) return { evaluation, effect: evaluation.kind };
  const names = [evaluation.name, qualifyName(service, evaluation.name)];
  const last = earlier.at(-1);
  const isSameStep = last !== undefined && Date.parse(last.at) >= lastShift(shifts);
  const before = isSameStep ? (last.metrics.find(({ name }) => names.includes(name))?.failures ?? 0) : 0;
  const failures = before + (evaluation.kind === 'fail' ? 1 : 0);
  if (evaluation.kind !== 'fail') return { evaluation: { ...evaluation, failures }, effect: evaluation.kind };
  const reason = `${evaluation.reason}; failure ${failures}, failure_budget ${budget}`;
  return { evaluation: { ...evaluation, failures, reason }, effect: failures <= budget ? 'hold' : 'fail' };
}

/** A metric's name in an evaluation of several services. */
export const qualifyName = (service: string, metric: string): string => `${service} ${metric}`;
