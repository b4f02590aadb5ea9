// The CloudWatch queries of a service: the counts of each color, and statistics of its durations and response times. Pure.
import type { ColorDimensions } from '../aws/metric-dimensions';
import type { MetricQuery } from '../aws/cloudwatch';
import type { Thresholds } from '../release/judge/thresholds';
import type { Color } from '../../routing';
import { COLORS } from '../../routing';

export type ColorsDimensions = Readonly<Record<Color, ColorDimensions>>;

/** The counts; each is the Sum of its metric. */
export type Count = 'requests' | 'target4xx' | 'target5xx' | 'user' | 'internal' | 'throttles';

/** The statistics of the durations and of the response times. */
export type Statistic = 'p95' | 'p99' | 'timed' | 'slow' | 'slowest' | 'responseP95' | 'responseTimed' | 'responseSlow';

/** The id of one color's query. */
export const queryId = (color: Color, what: Count | Statistic): string => `${color}_${what}`;

export const MINUTE_SECONDS = 60;
const MILLISECONDS = 1000;

/**
 * A request that its function failed is answered 502 by the load balancer and counted in LambdaUserError or LambdaInternalError
 * (throttled ones are user errors). HTTPCode_Target_5XX_Count has only the answers of functions. So the three do not overlap
 * ("CloudWatch metrics for your Application Load Balancer"; "Access logs", error reason codes).
 */
const LOAD_BALANCER_METRICS = {
  requests: 'RequestCount',
  target4xx: 'HTTPCode_Target_4XX_Count',
  target5xx: 'HTTPCode_Target_5XX_Count',
  user: 'LambdaUserError',
  internal: 'LambdaInternalError',
} as const;

/** Sums by the minute, the finest that both services publish. */
export function buildCountQueries(colors: ColorsDimensions): MetricQuery[] {
  const common = { stat: 'Sum', periodSeconds: MINUTE_SECONDS };
  return COLORS.flatMap((color) => {
    const { targetGroup, alias } = colors[color];
    return [
      ...(['requests', 'target4xx', 'target5xx', 'user', 'internal'] as const).map((count) => ({
        ...common,
        id: queryId(color, count),
        namespace: 'AWS/ApplicationELB',
        metric: LOAD_BALANCER_METRICS[count],
        dimensions: targetGroup,
      })),
      {
        ...common,
        id: queryId(color, 'throttles'),
        namespace: 'AWS/Lambda',
        metric: 'Throttles',
        dimensions: alias,
      },
    ];
  });
}

/** Durations by the minute. Slow ones by a trimmed count, which excludes its lower bound ("CloudWatch statistics definitions"). */
export const buildDurationQueries = (colors: ColorsDimensions, thresholds: Thresholds): MetricQuery[] =>
  COLORS.flatMap((color) => {
    const { slowMs, slowestMs, slowResponseMs } = thresholds;
    const duration = durationsOf(color, colors[color], MINUTE_SECONDS);
    const response = responsesOf(color, colors[color], MINUTE_SECONDS);
    return [
      duration('p95', 'p95'),
      duration('timed', 'SampleCount'),
      ...(slowMs === null ? [] : [duration('slow', `TC(${slowMs}:)`)]),
      ...(slowestMs === null ? [] : [duration('slowest', `TC(${slowestMs}:)`)]),
      response('responseP95', 'p95'),
      response('responseTimed', 'SampleCount'),
      ...(slowResponseMs === null ? [] : [response('responseSlow', `TC(${slowResponseMs / MILLISECONDS}:)`)]),
    ];
  });

/** The percentiles of one color's durations and response times, and how many there are. */
export function buildThresholdQueries(color: Color, dimensions: ColorDimensions, periodSeconds: number): MetricQuery[] {
  const duration = durationsOf(color, dimensions, periodSeconds);
  const response = responsesOf(color, dimensions, periodSeconds);
  return [
    duration('p95', 'p95'),
    duration('p99', 'p99'),
    duration('timed', 'SampleCount'),
    response('responseP95', 'p95'),
    response('responseTimed', 'SampleCount'),
  ];
}

/** In milliseconds ("Types of metrics for Lambda functions"). */
const durationsOf =
  (color: Color, { alias }: ColorDimensions, periodSeconds: number) =>
  (what: Statistic, stat: string): MetricQuery => ({
    id: queryId(color, what),
    namespace: 'AWS/Lambda',
    metric: 'Duration',
    dimensions: alias,
    stat,
    periodSeconds,
  });

/** In seconds ("CloudWatch metrics for your Application Load Balancer"). */
const responsesOf =
  (color: Color, { targetGroup }: ColorDimensions, periodSeconds: number) =>
  (what: Statistic, stat: string): MetricQuery => ({
    id: queryId(color, what),
    namespace: 'AWS/ApplicationELB',
    metric: 'TargetResponseTime',
    dimensions: targetGroup,
    stat,
    periodSeconds,
  });

/** A response time of CloudWatch, in milliseconds. */
export const toMilliseconds = (seconds: number): number => seconds * MILLISECONDS;
