// The metrics that are judged: errors, throttles and latency. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { checkLimit } from './limit';
import type { Metric } from './metric';
import { worstOpinion } from './opinion';
import type { Opinion } from './opinion';
import { checkP95Limits } from './p95';
import type { Block } from './sample';
import type { Counts, JudgeInput, Interval } from './types';
import { compareColors } from './comparison-opinion';
import { formatMilliseconds } from './format';

/** The metrics of a service, in the order in which they are shown. */
export const listMetrics = ({ metrics, slowMs }: JudgeInput): readonly Metric[] => [
  errorMetric(metrics),
  throttleMetric(metrics),
  latencyMetric(metrics, slowMs),
];

function errorMetric(metrics: Metrics): Metric {
  const { max, compare, tolerance, min_requests: minRequests } = metrics.errors;
  return {
    name: 'errors',
    settings: metrics.errors,
    requests: ({ candidate }) => candidate.requests,
    value: ({ candidate }) => toPercent(candidate.failures, candidate.requests),
    opinion: (intervals) => {
      const blocks = toBlocks(intervals, ({ requests, failures }) => ({ count: requests, hits: failures }));
      const limit = checkLimit(blocks, {
        max: max / 100,
        minRequests,
        falseAlarm: falseAlarmRate(metrics),
        word: 'failed',
      });
      const comparison =
        compare && compareColors(blocks, makeTerms(metrics, tolerance), { word: 'failed', minRequests });
      return comparison ? worstOpinion(comparison, limit) : limit;
    },
  };
}

function throttleMetric(metrics: Metrics): Metric {
  const { max, min_requests: minRequests } = metrics.throttles;
  return {
    name: 'throttles',
    settings: metrics.throttles,
    requests: ({ candidate }) => candidate.requests,
    value: ({ candidate }) => toPercent(countThrottled(candidate), candidate.requests),
    opinion: (intervals) => {
      const blocks = toBlocks(intervals, (counts) => ({ count: counts.requests, hits: countThrottled(counts) }));
      return checkLimit(blocks, {
        max: max / 100,
        minRequests,
        falseAlarm: falseAlarmRate(metrics),
        word: 'throttled',
      });
    },
  };
}

function latencyMetric(metrics: Metrics, slowMs: number | null): Metric {
  const { max_p95_ms: maxMs, max_p95_ratio: maxRatio, compare, tolerance, min_requests: minRequests } = metrics.latency;
  return {
    name: 'latency',
    settings: metrics.latency,
    requests: ({ candidate }) => candidate.timed ?? (candidate.p95Ms === null ? 0 : candidate.requests),
    value: ({ candidate }) => candidate.p95Ms,
    opinion: (intervals) => {
      const timed = intervals.filter(({ stable, candidate }) => stable.slow !== null && candidate.slow !== null);
      const blocks = toBlocks(timed, (counts) => ({ count: counts.timed ?? 0, hits: counts.slow ?? 0 }));
      const word = slowMs === null ? 'slow' : `slower than ${formatMilliseconds(slowMs)}`;
      const compares = compare && slowMs !== null && timed.length > 0;
      const comparison = compares && compareColors(blocks, makeTerms(metrics, tolerance), { word, minRequests });
      const [first, ...others] = [
        ...(comparison ? [comparison] : []),
        ...checkP95Limits(intervals, { maxMs, maxRatio, slowMs }),
      ];
      return first ? worstOpinion(first, ...others) : passWithoutLimit(compare);
    },
  };
}

const passWithoutLimit = (compare: boolean): Opinion => ({
  kind: 'pass',
  reason: compare ? 'no data to compare with' : 'only shown: no limit, and not compared',
});

const toBlocks = (intervals: readonly Interval[], sampleOf: (counts: Counts) => Block['stable']): Block[] =>
  intervals.map(({ from, to, stable, candidate }) => ({
    minutes: (Date.parse(to) - Date.parse(from)) / 60_000,
    stable: sampleOf(stable),
    candidate: sampleOf(candidate),
  }));

const falseAlarmRate = (metrics: Metrics): number => metrics.false_rollback_percent / 100;

/** The false alarm rate is divided among the comparisons that can roll back (Bonferroni), whether they have data or not. */
function makeTerms(metrics: Metrics, tolerance: number) {
  const deciding = [metrics.errors, metrics.latency].filter(({ compare, dry_run }) => compare && !dry_run);
  return { tolerance: tolerance / 100, falseAlarm: falseAlarmRate(metrics) / Math.max(1, deciding.length) };
}

/** Invocations that are not requests may be throttled too, so that the number is limited to that of the requests. */
const countThrottled = ({ throttles: all, requests }: Counts): number => Math.min(all, requests);

const toPercent = (part: number, of: number): number | null => (of === 0 ? null : (part / of) * 100);
