// The metrics that are judged: errors, throttles and latency. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { checkLimit } from './limit';
import type { Limit } from './limit';
import type { Metric } from './metric';
import { worstOpinion } from './opinion';
import type { Opinion } from './opinion';
import { checkP95Limits } from './p95';
import type { Block } from './sample';
import type { Counts, JudgeInput, Interval } from './types';
import { compareColors } from './comparison-opinion';
import type { Terms } from './comparison';
import { toBlocks } from './view';
import type { Blocks, View } from './view';
import { formatMilliseconds } from './format';

/** The metrics of a service, in the order in which they are shown. */
export const listMetrics = ({ metrics, slowMs }: JudgeInput): readonly Metric[] => [
  errorMetric(metrics),
  throttleMetric(metrics),
  latencyMetric(metrics, slowMs),
];

function errorMetric(metrics: Metrics): Metric {
  const { compare, min_requests: minRequests } = metrics.errors;
  return {
    name: 'errors',
    settings: metrics.errors,
    requests: ({ candidate }) => candidate.requests,
    value: ({ candidate }) => toPercent(candidate.failures, candidate.requests),
    opinion: (view) => {
      const blocks = countBlocks(view, ({ requests, failures }) => ({ count: requests, hits: failures }));
      const limit = checkLimit(blocks, errorLimit(metrics));
      const comparison = compare && compareColors(blocks, errorTerms(metrics), { word: 'failed', minRequests });
      return comparison ? worstOpinion(comparison, limit) : limit;
    },
  };
}

/** The limit on the candidate's errors. */
export const errorLimit = (metrics: Metrics): Limit => ({
  max: metrics.errors.max / 100,
  minRequests: metrics.errors.min_requests,
  falseAlarm: falseAlarmRate(metrics),
  word: 'failed',
});

/** The terms on which the errors of both colors are compared. */
export const errorTerms = (metrics: Metrics): Terms => makeTerms(metrics, metrics.errors);

function throttleMetric(metrics: Metrics): Metric {
  const { max, min_requests: minRequests } = metrics.throttles;
  return {
    name: 'throttles',
    settings: metrics.throttles,
    requests: ({ candidate }) => candidate.requests,
    value: ({ candidate }) => toPercent(countThrottled(candidate), candidate.requests),
    opinion: (view) => {
      const blocks = countBlocks(view, (counts) => ({ count: counts.requests, hits: countThrottled(counts) }));
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
  const { max_p95_ms: maxMs, max_p95_ratio: maxRatio, compare, min_requests: minRequests } = metrics.latency;
  return {
    name: 'latency',
    settings: metrics.latency,
    requests: ({ candidate }) => candidate.timed ?? (candidate.p95Ms === null ? 0 : candidate.requests),
    value: ({ candidate }) => candidate.p95Ms,
    opinion: (view) => {
      const terms = makeTerms(metrics, metrics.latency);
      const [first, ...others] = [
        ...(compare ? [compareDurations(view, slowMs, terms, minRequests)] : []),
        ...checkP95Limits(view.all, { maxMs, maxRatio, slowMs }),
      ];
      return first ? worstOpinion(first, ...others) : ONLY_SHOWN;
    },
  };
}

const ONLY_SHOWN: Opinion = { kind: 'pass', reason: 'only shown: no limit, and not compared' };

/** Compares the parts of slow invocations; inconclusive without a threshold, since nothing was measured before the first shift. */
function compareDurations(view: View, slowMs: number | null, terms: Terms, minRequests: number): Opinion {
  if (slowMs === null) {
    return { kind: 'inconclusive', reason: 'the stable color had no durations before the first shift to compare with' };
  }
  const isTimed = ({ stable, candidate }: Interval): boolean => stable.slow !== null && candidate.slow !== null;
  const timed = {
    all: view.all.filter(isTimed),
    present: view.present.filter(isTimed),
    before: view.before.filter(({ stable }) => stable.slow !== null),
  };
  const blocks = countBlocks(timed, (counts) => ({ count: counts.timed ?? 0, hits: counts.slow ?? 0 }));
  return compareColors(blocks, terms, { word: `slower than ${formatMilliseconds(slowMs)}`, minRequests });
}

const countBlocks = (view: View, sampleOf: (counts: Counts) => Block['stable']): Blocks =>
  toBlocks(view, ({ from, to, stable, candidate }) => ({
    minutes: (Date.parse(to) - Date.parse(from)) / 60_000,
    stable: sampleOf(stable),
    candidate: sampleOf(candidate),
  }));

const falseAlarmRate = (metrics: Metrics): number => metrics.false_rollback_percent / 100;

/** A comparison has two tests that can roll back: with the stable color at the same time, and with its record. */
const TESTS = 2;

/** The false alarm rate is divided among the tests that can roll back (Bonferroni), whether they have data or not. */
function makeTerms(
  metrics: Metrics,
  { tolerance, tolerance_ratio: ratio }: Pick<Metrics['errors'], 'tolerance' | 'tolerance_ratio'>,
): Terms {
  const deciding = [metrics.errors, metrics.latency].filter(({ compare, dry_run }) => compare && !dry_run);
  const falseAlarm = falseAlarmRate(metrics) / (TESTS * Math.max(1, deciding.length));
  return { gap: tolerance / 100, ratio: ratio / 100, falseAlarm };
}

/** Invocations that are not requests may be throttled too, so that the number is limited to that of the requests. */
const countThrottled = ({ throttles: all, requests }: Counts): number => Math.min(all, requests);

const toPercent = (part: number, of: number): number | null => (of === 0 ? null : (part / of) * 100);
