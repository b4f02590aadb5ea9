// Alarms of one color: 5xx answers, failed and throttled invocations, slow ones. Missing data raises no alarm.
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type {
  CloudwatchMetricAlarmConfig,
  CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { TerraformStack } from 'cdktf';
import { alarmName } from '../environments/alarm-names';
import type { AlarmKind } from '../environments/alarm-names';
import type { Service } from '../environments/schema';
import type { ColorResources } from './color';

const PERIOD_SECONDS = 60;
/** One slow minute is a cold start; three are a problem. */
const SLOW_MINUTES = 3;

/** The target's own 5xx, and the function errors that the load balancer answers with 502 ("CloudWatch metrics for your Application Load Balancer"). */
const BAD_RESPONSES = { target: 'HTTPCode_Target_5XX_Count', user: 'LambdaUserError', internal: 'LambdaInternalError' };

/** Creates the alarms of one color; none when the service disables them. */
export function addAlarms(
  stack: TerraformStack,
  service: Service,
  { color, fn, targetGroup }: ColorResources,
  loadBalancerSuffix: () => string,
): void {
  const { alarms } = service;
  if (!alarms.enabled) return;
  const add = (kind: AlarmKind, alarmDescription: string, config: Partial<CloudwatchMetricAlarmConfig>): void => {
    new CloudwatchMetricAlarm(stack, `alarm-${kind}-${color}`, {
      alarmName: alarmName(service, color, kind),
      alarmDescription,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: alarms.actions,
      ...config,
    });
  };
  const metric = { namespace: 'AWS/Lambda', dimensions: { FunctionName: fn.functionName }, period: PERIOD_SECONDS };
  const of = `${service.name}, ${color}`;
  add('5xx', `${of}: answers with 5xx in a minute`, {
    threshold: alarms.http_5xx,
    metricQuery: sumBadResponses({ TargetGroup: targetGroup.arnSuffix, LoadBalancer: loadBalancerSuffix() }),
  });
  add('errors', `${of}: failed invocations in a minute`, {
    ...{ ...metric, metricName: 'Errors', statistic: 'Sum', threshold: alarms.errors },
  });
  add('throttles', `${of}: throttled invocations in a minute`, {
    ...{ ...metric, metricName: 'Throttles', statistic: 'Sum', threshold: alarms.throttles },
  });
  add('p95', `${of}: 95th percentile of the duration, in milliseconds`, {
    ...{ ...metric, metricName: 'Duration', extendedStatistic: 'p95', threshold: alarms.p95_ms },
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: SLOW_MINUTES,
  });
}

/** The sum of the three counts; each is missing, not 0, in a minute without any. */
function sumBadResponses(dimensions: Record<string, string>): CloudwatchMetricAlarmMetricQuery[] {
  const ids = Object.keys(BAD_RESPONSES);
  const sum = { id: 'bad', expression: ids.map((id) => `FILL(${id}, 0)`).join(' + '), label: '5xx', returnData: true };
  const parts = Object.entries(BAD_RESPONSES).map(([id, metricName]) => ({
    id,
    returnData: false,
    metric: { namespace: 'AWS/ApplicationELB', metricName, dimensions, period: PERIOD_SECONDS, stat: 'Sum' },
  }));
  return [sum, ...parts];
}
