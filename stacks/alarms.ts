// Alarms of one color: rates of 5xx answers, of failed and of throttled invocations, and slow ones. Missing data raises no alarm.
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { CloudwatchMetricAlarmMetricQuery } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { TerraformStack } from 'cdktf';
import { alarmName } from '../environments/alarm-names';
import type { AlarmKind } from '../environments/alarm-names';
import type { Service } from '../environments/schema';
import type { ColorResources } from './color';

const PERIOD_SECONDS = 60;
/**
 * Two of three minutes: the counts of a minute arrive one by one, so that a rate may be too high until they are complete, and a cold
 * start is one slow minute.
 */
const MINUTES = { evaluationPeriods: 3, datapointsToAlarm: 2 };

/** A statistic of a metric that an alarm computes with. */
interface Part {
  readonly namespace: 'AWS/ApplicationELB' | 'AWS/Lambda';
  readonly metricName: string;
  readonly stat: string;
}

/** What an alarm computes from its parts. `total`: the requests or invocations that the value is about. */
interface Watched {
  readonly kind: AlarmKind;
  readonly what: string;
  readonly parts: Readonly<Record<string, Part>>;
  readonly total: string;
  readonly value: string;
  readonly threshold: number;
}

const sumOf = (namespace: Part['namespace'], metricName: string): Part => ({ namespace, metricName, stat: 'Sum' });
const invocations = sumOf('AWS/Lambda', 'Invocations');

/**
 * The alarms of a color. Sums of lists leave out what is missing: a count that is 0 is not reported, and FILL would also fill the
 * minute that is not reported yet ("Using math expressions with CloudWatch metrics").
 */
const listWatched = ({ alarms }: Service): readonly Watched[] => [
  {
    kind: '5xx',
    what: 'percent of the requests answered with 5xx',
    // The target's own 5xx, and the failures that the load balancer answers with 502 ("CloudWatch metrics for your Application Load Balancer").
    parts: {
      requests: sumOf('AWS/ApplicationELB', 'RequestCount'),
      target: sumOf('AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count'),
      user: sumOf('AWS/ApplicationELB', 'LambdaUserError'),
      internal: sumOf('AWS/ApplicationELB', 'LambdaInternalError'),
    },
    total: 'requests',
    value: '100 * SUM([target, user, internal]) / requests',
    threshold: alarms.http_5xx_percent,
  },
  {
    kind: 'errors',
    what: 'percent of the invocations that failed',
    parts: { invocations, failed: sumOf('AWS/Lambda', 'Errors') },
    total: 'invocations',
    value: '100 * failed / invocations',
    threshold: alarms.errors_percent,
  },
  {
    kind: 'throttles',
    what: 'percent of the invocations that were throttled',
    // A throttled invocation is not one of Invocations ("Types of metrics for Lambda functions").
    parts: { invocations, throttled: sumOf('AWS/Lambda', 'Throttles') },
    total: 'SUM([invocations, throttled])',
    value: '100 * throttled / SUM([invocations, throttled])',
    threshold: alarms.throttles_percent,
  },
  {
    kind: 'p95',
    what: '95th percentile of the duration, in milliseconds',
    parts: {
      timed: { namespace: 'AWS/Lambda', metricName: 'Duration', stat: 'SampleCount' },
      slowest: { namespace: 'AWS/Lambda', metricName: 'Duration', stat: 'p95' },
    },
    total: 'timed',
    value: 'slowest',
    threshold: alarms.p95_ms,
  },
];

/** Creates the alarms of one color; none when the service disables them. */
export function addAlarms(
  stack: TerraformStack,
  service: Service,
  { color, fn, targetGroup }: ColorResources,
  loadBalancerSuffix: () => string,
): void {
  const { enabled, actions } = service.alarms;
  if (!enabled) return;
  const dimensions = {
    'AWS/ApplicationELB': { TargetGroup: targetGroup.arnSuffix, LoadBalancer: loadBalancerSuffix() },
    'AWS/Lambda': { FunctionName: fn.functionName },
  };
  for (const watched of listWatched(service)) {
    new CloudwatchMetricAlarm(stack, `alarm-${watched.kind}-${color}`, {
      alarmName: alarmName(service, color, watched.kind),
      alarmDescription: `${service.name}, ${color}: ${watched.what}`,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: watched.threshold,
      ...MINUTES,
      treatMissingData: 'notBreaching',
      alarmActions: actions,
      metricQuery: buildQueries(watched, service.alarms.min_requests, dimensions),
    });
  }
}

/** The value where there are enough requests, and 0 elsewhere. */
function buildQueries(
  { kind, parts, total, value }: Watched,
  minRequests: number,
  dimensions: Readonly<Record<Part['namespace'], Record<string, string>>>,
): CloudwatchMetricAlarmMetricQuery[] {
  const expression = `IF(${total} >= ${minRequests}, ${value}, 0)`;
  const queries = Object.entries(parts).map(([id, { namespace, metricName, stat }]) => ({
    id,
    returnData: false,
    metric: { namespace, metricName, dimensions: dimensions[namespace], period: PERIOD_SECONDS, stat },
  }));
  return [{ id: 'watched', expression, label: kind, returnData: true }, ...queries];
}
