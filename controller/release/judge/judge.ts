// Judges one service: all its metrics and alarms, as one evaluation. Pure.
import type { Evaluation, MetricEvaluation } from '../rollout/types';
import { evaluateAlarm } from './alarms';
import { checkData } from './data-quality';
import { evaluateMetric } from './metric';
import type { MetricResult } from './metric';
import { listMetrics } from './metrics';
import { worstKind } from './opinion';
import type { JudgeInput } from './types';

/**
 * Judges a service. The worst result decides: fail, hold, inconclusive, pass. Invalid data holds. Late data and data with gaps
 * fail or hold, and never pass. Never throws for bad data.
 */
export function judge(input: JudgeInput): Evaluation {
  const results = [...judgeMetrics(input), ...input.alarms.map((alarm) => withFullEffect(evaluateAlarm(alarm)))];
  const kind = worstKind(results.map(({ effect }) => effect));
  return {
    at: input.now.toISOString(),
    kind,
    reason: explain(kind, results),
    metrics: results.map(({ evaluation }) => evaluation),
  };
}

function judgeMetrics(input: JudgeInput): readonly MetricResult[] {
  const data = checkData(input);
  if (data.kind === 'invalid') return [holdForData(data.reason)];
  const results = listMetrics(input).map((metric) => evaluateMetric(metric, input, data.intervals));
  return data.kind === 'complete' ? results : [holdForData(data.reason), ...results];
}

const withFullEffect = (evaluation: MetricEvaluation): MetricResult => ({ evaluation, effect: evaluation.kind });

const holdForData = (reason: string): MetricResult =>
  withFullEffect({ name: 'data', kind: 'hold', value: null, reason });

/** The reason in one line: everything that is wrong, or the first metric that passes. */
function explain(kind: Evaluation['kind'], results: readonly MetricResult[]): string {
  const deciding = results.filter(
    ({ effect, evaluation }) => effect === kind && !(kind === 'pass' && evaluation.kind !== 'pass'),
  );
  const reasons = deciding.map(({ evaluation }) => `${evaluation.name}: ${evaluation.reason}`);
  if (reasons.length === 0) return 'every metric is a dry run, which decides nothing';
  return kind === 'pass' ? `all pass; ${reasons[0]}` : reasons.join('; ');
}
