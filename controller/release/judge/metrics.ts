// The metrics that are judged: errors, client errors, throttles, durations, response times, and those of the file. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { checkLimit } from './limit';
import type { Limit } from './limit';
import type { Metric, MetricSettings } from './metric';
import { ONLY_SHOWN, worstOpinion } from './opinion';
import { NOTHING } from './sample';
import type { Sample } from './sample';
import type { Counts, JudgeInput } from './types';
import { compareColors } from './comparison-opinion';
import type { Terms } from './comparison';
import { falseAlarmRate, makeTerms } from './terms';
import { latencyMetric, responseMetric } from './timing-metrics';
import { findSampleFault } from './validate-counts';
import { toKnownBlocks } from './view';

/** The metrics of a service, in the order in which they are shown. */
export const listMetrics = ({ metrics, thresholds }: JudgeInput): readonly Metric[] => [
  rateMetric({ ...rateOfErrors(metrics), limit: errorLimit(metrics) }),
  clientErrorMetric(metrics),
  throttleMetric(metrics),
  latencyMetric(metrics, thresholds),
  responseMetric(metrics, thresholds),
  ...customMetrics(metrics),
];

/** A metric that is the part of something that is bad. */
interface Rate {
  readonly name: string;
  readonly settings: MetricSettings;
  /** Undefined where it is not known. */
  readonly sampleOf: (counts: Counts) => Sample | undefined;
  /** What the bad ones are, such as "failed". */
  readonly word: string;
  readonly limit?: Limit;
  readonly terms?: Terms;
  readonly findFault?: Metric['findFault'];
}

function rateMetric({ name, settings, sampleOf, word, limit, terms, findFault }: Rate): Metric {
  return {
    name,
    settings,
    requests: ({ candidate }) => sampleOf(candidate)?.count ?? 0,
    value: ({ candidate }) => toPercent(sampleOf(candidate) ?? NOTHING),
    findFault,
    opinion: (view) => {
      const blocks = toKnownBlocks(view, sampleOf);
      const [first, ...others] = [
        ...(terms ? [compareColors(blocks, terms, { word, minRequests: settings.min_requests })] : []),
        ...(limit ? [checkLimit(blocks, limit)] : []),
      ];
      return first ? worstOpinion(first, ...others) : ONLY_SHOWN;
    },
  };
}

const rateOfErrors = (metrics: Metrics): Rate => ({
  name: 'errors',
  settings: metrics.errors,
  sampleOf: ({ requests, failures }) => ({ count: requests, hits: failures }),
  word: 'failed',
  ...(metrics.errors.compare ? { terms: errorTerms(metrics) } : {}),
});

/** The limit on the candidate's errors. */
export const errorLimit = (metrics: Metrics): Limit => makeLimit(metrics, metrics.errors, metrics.errors.max, 'failed');

/** The terms on which the errors of both colors are compared. */
export const errorTerms = (metrics: Metrics): Terms => makeTerms(metrics, metrics.errors);

function clientErrorMetric(metrics: Metrics): Metric {
  const { client_errors: settings } = metrics;
  const word = 'answered 4xx';
  return rateMetric({
    name: 'client_errors',
    settings,
    sampleOf: ({ requests, clientErrors }) =>
      clientErrors === null ? undefined : { count: requests, hits: clientErrors },
    word,
    ...(settings.compare ? { terms: makeTerms(metrics, settings) } : {}),
    ...(settings.max === undefined ? {} : { limit: makeLimit(metrics, settings, settings.max, word) }),
  });
}

const throttleMetric = (metrics: Metrics): Metric =>
  rateMetric({
    name: 'throttles',
    settings: metrics.throttles,
    // Invocations that are not requests may be throttled too, so that the number is limited to that of the requests.
    sampleOf: ({ requests, throttles }) =>
      throttles === null ? undefined : { count: requests, hits: Math.min(throttles, requests) },
    word: 'throttled',
    limit: makeLimit(metrics, metrics.throttles, metrics.throttles.max, 'throttled'),
  });

const customMetrics = (metrics: Metrics): readonly Metric[] =>
  Object.entries(metrics.custom).map(([name, settings]) =>
    rateMetric({
      name,
      settings,
      sampleOf: ({ custom }) => custom[name],
      word: 'bad',
      ...(settings.compare ? { terms: makeTerms(metrics, settings) } : {}),
      ...(settings.max === undefined ? {} : { limit: makeLimit(metrics, settings, settings.max, 'bad') }),
      findFault: ({ from, stable, candidate }) =>
        findSampleFault(stable.custom[name] ?? NOTHING, `stable, ${from}`) ??
        findSampleFault(candidate.custom[name] ?? NOTHING, `candidate, ${from}`),
    }),
  );

const makeLimit = (
  metrics: Metrics,
  { min_requests: minRequests }: MetricSettings,
  max: number,
  word: string,
): Limit => ({ max: max / 100, minRequests, falseAlarm: falseAlarmRate(metrics), word });

const toPercent = ({ count, hits }: Sample): number | null => (count === 0 ? null : (hits / count) * 100);
