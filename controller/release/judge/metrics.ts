// The metrics that are judged: errors, throttles and latency. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { limited } from './limit';
import type { Metric } from './metric';
import { worst } from './opinion';
import type { Opinion } from './opinion';
import { p95Limited } from './p95';
import type { Block } from './sample';
import type { Counts, Evidence, Interval } from './types';
import { versus } from './comparison-opinion';
import { milliseconds } from './format';

/** The metrics of an evidence, in the order in which they are shown. */
export const metricsOf = ({ metrics, slowMs }: Evidence): readonly Metric[] => [
  errors(metrics),
  throttles(metrics),
  latency(metrics, slowMs),
];

function errors(metrics: Metrics): Metric {
  const { max, compare, tolerance, min_requests: minRequests } = metrics.errors;
  return {
    name: 'errors',
    settings: metrics.errors,
    requests: ({ candidate }) => candidate.requests,
    value: ({ candidate }) => percentOf(candidate.failures, candidate.requests),
    opinion: (intervals) => {
      const blocks = blocksOf(intervals, ({ requests, failures }) => ({ count: requests, hits: failures }));
      const limit = limited(blocks, { max: max / 100, minRequests, falseAlarm: alpha(metrics), word: 'failed' });
      const comparison = compare && versus(blocks, terms(metrics, tolerance), { word: 'failed', minRequests });
      return comparison ? worst(comparison, limit) : limit;
    },
  };
}

function throttles(metrics: Metrics): Metric {
  const { max, min_requests: minRequests } = metrics.throttles;
  return {
    name: 'throttles',
    settings: metrics.throttles,
    requests: ({ candidate }) => candidate.requests,
    value: ({ candidate }) => percentOf(throttled(candidate), candidate.requests),
    opinion: (intervals) => {
      const blocks = blocksOf(intervals, (counts) => ({ count: counts.requests, hits: throttled(counts) }));
      return limited(blocks, { max: max / 100, minRequests, falseAlarm: alpha(metrics), word: 'throttled' });
    },
  };
}

function latency(metrics: Metrics, slowMs: number | null): Metric {
  const { max_p95_ms: maxMs, max_p95_ratio: maxRatio, compare, tolerance, min_requests: minRequests } = metrics.latency;
  return {
    name: 'latency',
    settings: metrics.latency,
    requests: ({ candidate }) => candidate.timed ?? (candidate.p95Ms === null ? 0 : candidate.requests),
    value: ({ candidate }) => candidate.p95Ms,
    opinion: (intervals) => {
      const timed = intervals.filter(({ stable, candidate }) => stable.slow !== null && candidate.slow !== null);
      const blocks = blocksOf(timed, (counts) => ({ count: counts.timed ?? 0, hits: counts.slow ?? 0 }));
      const word = slowMs === null ? 'slow' : `slower than ${milliseconds(slowMs)}`;
      const compares = compare && slowMs !== null && timed.length > 0;
      const comparison = compares && versus(blocks, terms(metrics, tolerance), { word, minRequests });
      const [first, ...others] = [
        ...(comparison ? [comparison] : []),
        ...p95Limited(intervals, { maxMs, maxRatio, slowMs }),
      ];
      return first ? worst(first, ...others) : nothingAsked(compare);
    },
  };
}

const nothingAsked = (compare: boolean): Opinion => ({
  kind: 'pass',
  reason: compare ? 'there is nothing to compare with' : 'only shown: there is no limit, and it is not compared',
});

const blocksOf = (intervals: readonly Interval[], sampleOf: (counts: Counts) => Block['stable']): Block[] =>
  intervals.map(({ from, to, stable, candidate }) => ({
    minutes: (Date.parse(to) - Date.parse(from)) / 60_000,
    stable: sampleOf(stable),
    candidate: sampleOf(candidate),
  }));

const alpha = (metrics: Metrics): number => metrics.false_rollback_percent / 100;

/** The chance of a false alarm is divided among the comparisons that can roll back (Bonferroni), whether they have data or not. */
function terms(metrics: Metrics, tolerance: number) {
  const deciding = [metrics.errors, metrics.latency].filter(({ compare, dry_run }) => compare && !dry_run);
  return { tolerance: tolerance / 100, falseAlarm: alpha(metrics) / Math.max(1, deciding.length) };
}

/** Invocations from elsewhere may be throttled too: more than there are requests count as all of them. */
const throttled = ({ throttles: all, requests }: Counts): number => Math.min(all, requests);

const percentOf = (part: number, of: number): number | null => (of === 0 ? null : (part / of) * 100);
