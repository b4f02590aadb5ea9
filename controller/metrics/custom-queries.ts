// The CloudWatch queries of the metrics that a service defines itself, and their values as samples. Pure.
import type { PlainMetric, Series } from '../../environments/schema-custom-metrics';
import type { CustomMetric } from '../../environments/schema-metrics';
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import type { MetricData, MetricQuery } from '../aws/cloudwatch';
import type { ColorDimensions } from '../aws/metric-dimensions';
import type { Sample } from '../release/judge/sample';
import { MINUTE_SECONDS } from './queries';
import type { ColorsDimensions } from './queries';

/** The metrics of a service's file, by name. */
export type CustomMetrics = Readonly<Record<string, CustomMetric>>;

type Side = 'bad' | 'all';

const customId = (color: Color, name: string, side: Side): string => `${color}_${side}_${name}`;

/** Four queries a metric, and those of its parts, whose values are not returned. */
export const buildCustomQueries = (custom: CustomMetrics, colors: ColorsDimensions): MetricQuery[] =>
  Object.entries(custom).flatMap(([name, pair]) =>
    COLORS.flatMap((color) =>
      (['bad', 'all'] as const).flatMap((side) =>
        buildSeries(customId(color, name, side), pair[side], fillIn(color, colors[color])),
      ),
    ),
  );

/** Replaces the placeholders by what a color has. */
const fillIn =
  (color: Color, { targetGroup, alias }: ColorDimensions) =>
  (text: string): string =>
    text
      .replaceAll('{color}', color)
      .replaceAll('{function}', alias.FunctionName)
      .replaceAll('{alias}', alias.Resource)
      .replaceAll('{target_group}', targetGroup.TargetGroup)
      .replaceAll('{load_balancer}', targetGroup.LoadBalancer);

function buildSeries(id: string, series: Series, fill: (text: string) => string): MetricQuery[] {
  if (!('expression' in series)) return [buildPlain(id, series, fill)];
  const parts = Object.entries(series.of);
  const expression = parts.reduce(
    (text, [part]) => text.replaceAll(new RegExp(`\\b${part}\\b`, 'g'), `${id}_${part}`),
    fill(series.expression),
  );
  return [
    { id, expression, periodSeconds: MINUTE_SECONDS },
    ...parts.map(([part, metric]) => ({ ...buildPlain(`${id}_${part}`, metric, fill), hidden: true })),
  ];
}

const buildPlain = (
  id: string,
  { namespace, metric, dimensions, stat }: PlainMetric,
  fill: (text: string) => string,
) => ({
  id,
  namespace,
  metric,
  dimensions: Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name, fill(value)])),
  stat,
  periodSeconds: MINUTE_SECONDS,
});

/**
 * The samples of a color in a minute. A metric is missing where it was not reported for the minute or a later one of either color: it
 * may be late. No value in an earlier minute means that there was nothing to count.
 */
export function toCustomSamples(
  names: readonly string[],
  data: MetricData,
  color: Color,
  at: number,
): Readonly<Record<string, Sample>> {
  const known = names.filter((name) => lastReport(data, name) >= at);
  const value = (name: string, side: Side): number => data.get(customId(color, name, side))?.get(at) ?? 0;
  return Object.fromEntries(known.map((name) => [name, { count: value(name, 'all'), hits: value(name, 'bad') }]));
}

const lastReport = (data: MetricData, name: string): number =>
  COLORS.flatMap((color) => [...(data.get(customId(color, name, 'all'))?.keys() ?? [])]).reduce(
    (latest, one) => Math.max(latest, one),
    -Infinity,
  );
