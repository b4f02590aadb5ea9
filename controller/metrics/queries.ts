// What is asked of CloudWatch about a service: five counts of each color, and of its function's duration three statistics. Pure.
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
export const idOf = (color: Color, what: Count | Duration): string => `${color}_${what}`;

const MINUTE_SECONDS = 60;

/**
 * A request that its function failed is answered 502 by the load balancer and counted in LambdaUserError or LambdaInternalError
 * (throttled ones are user errors); HTTPCode_Target_5XX_Count has only what functions answered themselves, so that the three
 * have nothing in common ("CloudWatch metrics for your Application Load Balancer"; "Access logs", error reason codes).
 */
const AT_THE_LOAD_BALANCER = {
  requests: 'RequestCount',
  target5xx: 'HTTPCode_Target_5XX_Count',
  user: 'LambdaUserError',
  internal: 'LambdaInternalError',
} as const;

/** Sums by the minute, the finest that both services publish. */
export function countQueries(colors: Colors): MetricQuery[] {
  const common = { stat: 'Sum', periodSeconds: MINUTE_SECONDS };
  return COLORS.flatMap((color) => {
    const { targetGroup, alias } = colors[color];
    return [
      ...(['requests', 'target5xx', 'user', 'internal'] as const).map((count) => ({
        ...common,
        id: idOf(color, count),
        namespace: 'AWS/ApplicationELB' as const,
        metric: AT_THE_LOAD_BALANCER[count],
        dimensions: targetGroup,
      })),
      {
        ...common,
        id: idOf(color, 'throttles'),
        namespace: 'AWS/Lambda',
        metric: 'Throttles',
        dimensions: alias,
      },
    ];
  });
}

/** The duration by the minute; how many were slow by a trimmed count, which leaves out its lower bound ("CloudWatch statistics definitions"). */
export function durationQueries(colors: Colors, slowMs: number | null): MetricQuery[] {
  return COLORS.flatMap((color) => [
    ...quantile(color, colors[color], MINUTE_SECONDS),
    ...(slowMs === null ? [] : [duration(color, colors[color], 'slow', `TC(${slowMs}:)`, MINUTE_SECONDS)]),
  ]);
}

/** The 95th percentile of one color's duration over longer periods, and of how many invocations. */
export const quantile = (color: Color, dimensions: ColorDimensions, periodSeconds: number): MetricQuery[] => [
  duration(color, dimensions, 'p95', 'p95', periodSeconds),
  duration(color, dimensions, 'timed', 'SampleCount', periodSeconds),
];

const duration = (
  color: Color,
  { alias }: ColorDimensions,
  what: Duration,
  stat: string,
  periodSeconds: number,
): MetricQuery => ({
  id: idOf(color, what),
  namespace: 'AWS/Lambda',
  metric: 'Duration',
  dimensions: alias,
  stat,
  periodSeconds,
});
