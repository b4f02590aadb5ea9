// The CloudWatch queries of a service: five counts of each color, and three statistics of its function's duration. Pure.
import type { ColorDimensions } from '../aws/metric-dimensions';
import type { MetricQuery } from '../aws/cloudwatch';
import type { Color } from '../../routing';
import { COLORS } from '../../routing';

type Colors = Readonly<Record<Color, ColorDimensions>>;

/** The counts; each is the Sum of its metric. */
export type Count = 'requests' | 'target5xx' | 'user' | 'internal' | 'throttles';

/** The statistics of the duration. */
export type Duration = 'p95' | 'timed' | 'slow';

/** The id of one color's query. */
export const queryId = (color: Color, what: Count | Duration): string => `${color}_${what}`;

const MINUTE_SECONDS = 60;

/**
 * A request that its function failed is answered 502 by the load balancer and counted in LambdaUserError or LambdaInternalError
 * (throttled ones are user errors). HTTPCode_Target_5XX_Count has only the answers of functions. So the three do not overlap
 * ("CloudWatch metrics for your Application Load Balancer"; "Access logs", error reason codes).
 */
const LOAD_BALANCER_METRICS = {
  requests: 'RequestCount',
  target5xx: 'HTTPCode_Target_5XX_Count',
  user: 'LambdaUserError',
  internal: 'LambdaInternalError',
} as const;

/** Sums by the minute, the finest that both services publish. */
export function buildCountQueries(colors: Colors): MetricQuery[] {
  const common = { stat: 'Sum', periodSeconds: MINUTE_SECONDS };
  return COLORS.flatMap((color) => {
    const { targetGroup, alias } = colors[color];
    return [
      ...(['requests', 'target5xx', 'user', 'internal'] as const).map((count) => ({
        ...common,
        id: queryId(color, count),
        namespace: 'AWS/ApplicationELB' as const,
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
export function buildDurationQueries(colors: Colors, slowMs: number | null): MetricQuery[] {
  return COLORS.flatMap((color) => [
    ...buildP95Queries(color, colors[color], MINUTE_SECONDS),
    ...(slowMs === null ? [] : [buildDurationQuery(color, colors[color], 'slow', `TC(${slowMs}:)`, MINUTE_SECONDS)]),
  ]);
}

/** The 95th percentile of one color's duration, and the number of invocations. */
export const buildP95Queries = (color: Color, dimensions: ColorDimensions, periodSeconds: number): MetricQuery[] => [
  buildDurationQuery(color, dimensions, 'p95', 'p95', periodSeconds),
  buildDurationQuery(color, dimensions, 'timed', 'SampleCount', periodSeconds),
];

const buildDurationQuery = (
  color: Color,
  { alias }: ColorDimensions,
  what: Duration,
  stat: string,
  periodSeconds: number,
): MetricQuery => ({
  id: queryId(color, what),
  namespace: 'AWS/Lambda',
  metric: 'Duration',
  dimensions: alias,
  stat,
  periodSeconds,
});
