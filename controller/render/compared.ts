// The numbers behind a comparison as text: since when, and what it would have noticed. Pure.
import type { MetricEvaluation } from '../release';
import { formatPercent } from '../release/judge/format';
import { formatTime } from '../core/time';

/** One line about a comparison of an evaluation; undefined for a metric that is not compared. */
export function describeCompared({ compared }: MetricEvaluation, now: Date): string | undefined {
  if (compared?.detectable === undefined) return undefined;
  const { since, detectable } = compared;
  const sees = detectable === null ? 'not even a total failure' : `${formatPercent(detectable)} or more`;
  return `since ${formatTime(new Date(since), now)}; a candidate that is worse from then on would have been noticed at ${sees}, in 9 of 10 cases`;
}
