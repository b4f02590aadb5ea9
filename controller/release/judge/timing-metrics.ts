// Durations and response times: the parts that are slower than the stable color's percentiles, and the limits on them. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import type { Terms } from './comparison';
import { compareColors } from './comparison-opinion';
import { formatMilliseconds } from './format';
import type { Metric } from './metric';
import { ONLY_SHOWN, worstOpinion } from './opinion';
import type { Opinion } from './opinion';
import { checkP95Limits } from './p95';
import type { TimingOf } from './p95';
import type { Thresholds } from './thresholds';
import { comparesTail, makeTerms, tailSettings } from './terms';
import type { Counts, Timing } from './types';
import { toKnownBlocks } from './view';
import type { View } from './view';

/** The durations of invocations. */
export function latencyMetric(metrics: Metrics, { slowMs, slowestMs }: Thresholds): Metric {
  const { latency: settings } = metrics;
  return timingMetric({ name: 'latency', settings, timingOf: (counts) => counts, baseMs: slowMs }, [
    ...(settings.compare ? [{ what: 'slow' as const, thresholdMs: slowMs, terms: makeTerms(metrics, settings) }] : []),
    // A rollout that an earlier version began has the 95th percentile only.
    ...(comparesTail(metrics) && (slowestMs !== null || slowMs === null)
      ? [{ what: 'slowest' as const, thresholdMs: slowestMs, terms: makeTerms(metrics, tailSettings(metrics)) }]
      : []),
  ]);
}

/** The times until answers of the targets, with the start of an environment. */
export const responseMetric = (metrics: Metrics, { slowResponseMs }: Thresholds): Metric =>
  timingMetric(
    {
      name: 'response_time',
      settings: metrics.response_time,
      timingOf: ({ response }) => response,
      baseMs: slowResponseMs,
    },
    metrics.response_time.compare
      ? [{ what: 'slow', thresholdMs: slowResponseMs, terms: makeTerms(metrics, metrics.response_time) }]
      : [],
  );

/** One comparison of the part that is above a threshold; null where there was no percentile before the first shift. */
interface Part {
  readonly what: 'slow' | 'slowest';
  readonly thresholdMs: number | null;
  readonly terms: Terms;
}

/** Which durations a metric is about; `baseMs`: the stable color's p95 before the first shift. */
interface Timed {
  readonly name: string;
  readonly settings: Metrics['latency'] | Metrics['response_time'];
  readonly timingOf: TimingOf;
  readonly baseMs: number | null;
}

function timingMetric({ name, settings, timingOf, baseMs }: Timed, parts: readonly Part[]): Metric {
  const { max_p95_ms: maxMs, max_p95_ratio: maxRatio, min_requests: minRequests } = settings;
  return {
    name,
    settings,
    requests: ({ candidate }) => countTimed(timingOf(candidate), candidate),
    value: ({ candidate }) => timingOf(candidate).p95Ms,
    opinion: (view) => {
      const [first, ...others] = [
        ...parts.map((part) => comparePart(view, part, timingOf, minRequests)),
        ...checkP95Limits(view.all, { maxMs, maxRatio, baseMs }, timingOf),
      ];
      return first ? worstOpinion(first, ...others) : ONLY_SHOWN;
    },
  };
}

/** A source without counts of durations may have percentiles, which are those of all requests. */
const countTimed = ({ timed, p95Ms }: Timing, { requests }: Counts): number => timed ?? (p95Ms === null ? 0 : requests);

/** Compares the parts above the threshold; inconclusive without one, since nothing was measured before the first shift. */
function comparePart(view: View, { what, thresholdMs, terms }: Part, timingOf: TimingOf, minRequests: number): Opinion {
  if (thresholdMs === null) {
    return { kind: 'inconclusive', reason: 'the stable color had no durations before the first shift to compare with' };
  }
  const blocks = toKnownBlocks(view, (counts) => {
    const { timed, [what]: hits } = timingOf(counts);
    return hits === null ? undefined : { count: timed ?? 0, hits };
  });
  return compareColors(blocks, terms, { word: `slower than ${formatMilliseconds(thresholdMs)}`, minRequests });
}
