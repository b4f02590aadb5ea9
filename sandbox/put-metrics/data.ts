// What a target group did in a second, as the metrics that AWS would have published. Pure.
import { middleOf } from '../histogram';
import type { Second } from '../seconds';

/** One metric of one second, as PutMetricData takes it; `Timestamp` in seconds since 1970. */
export interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: number;
  readonly Unit: 'Count' | 'Milliseconds';
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
}

/** The data of one call: PutMetricData takes one namespace, and at most 1000 metrics. */
export interface Batch {
  readonly Namespace: string;
  readonly MetricData: readonly Datum[];
}

/** Whose metrics they are: ARNs of the target group and of a rule that forwards to it, and the function behind it. */
export interface Subject {
  readonly targetGroupArn: string;
  readonly ruleArn: string;
  readonly fn: { readonly name: string; readonly qualifier: string | undefined } | undefined;
}

const METRICS_PER_CALL = 1000;

/** Values that one metric takes at a time. */
const VALUES_PER_METRIC = 150;

/** The load balancer's part, under the names of "CloudWatch metrics for your Application Load Balancer"; what is 0 it does not report. */
export function loadBalancerData({ targetGroupArn, ruleArn }: Subject, second: Second): Datum[] {
  const Dimensions = [
    { Name: 'TargetGroup', Value: targetGroupArn.split(':').slice(5).join(':') },
    { Name: 'LoadBalancer', Value: ruleArn.split('/').slice(1, 4).join('/') },
  ];
  const counts = {
    RequestCount: second.requests,
    HTTPCode_Target_5XX_Count: second.target5xx,
    LambdaUserError: second.lambdaErrors,
  };
  return Object.entries(counts)
    .filter(([, Value]) => Value > 0)
    .map(([MetricName, Value]) => ({ MetricName, Dimensions, Timestamp: second.at, Unit: 'Count', Value }));
}

/** The function's part, under the names of "Types of metrics for Lambda functions"; none where there is no function. */
export function functionData({ fn }: Subject, second: Second): Datum[] {
  if (!fn) return [];
  const resource = fn.qualifier === undefined ? fn.name : `${fn.name}:${fn.qualifier}`;
  const common = {
    Dimensions: [
      { Name: 'FunctionName', Value: fn.name },
      { Name: 'Resource', Value: resource },
    ],
    Timestamp: second.at,
  };
  const durations: Datum[] = chunks([...second.durations], VALUES_PER_METRIC).map((some) => ({
    ...common,
    MetricName: 'Duration',
    Unit: 'Milliseconds',
    Values: some.map(([bin]) => middleOf(bin)),
    Counts: some.map(([, count]) => count),
  }));
  return [{ ...common, MetricName: 'Throttles', Unit: 'Count', Value: second.throttles }, ...durations];
}

/** Batches of one namespace. */
export const batches = (Namespace: string, data: readonly Datum[]): Batch[] =>
  chunks(data, METRICS_PER_CALL).map((MetricData) => ({ Namespace, MetricData }));

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
