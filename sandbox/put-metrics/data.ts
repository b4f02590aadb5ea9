// The metrics that AWS would publish for a target group and one second. Pure.
import { midpoint } from '../histogram';
import type { Histogram } from '../histogram';
import type { Second } from '../seconds';

/** One metric of one second, as PutMetricData accepts it; `Timestamp` in seconds since 1970. */
export interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: number;
  readonly Unit: 'Count' | 'Milliseconds' | 'Seconds';
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
}

/** The data of one call: PutMetricData accepts one namespace, and at most 1000 metrics. */
export interface Batch {
  readonly Namespace: string;
  readonly MetricData: readonly Datum[];
}

/** What the metrics belong to: ARNs of the target group and of a rule that forwards to it, and its function. */
export interface Subject {
  readonly targetGroupArn: string;
  readonly ruleArn: string;
  readonly fn: { readonly name: string; readonly qualifier: string | undefined } | undefined;
}

const METRICS_PER_CALL = 1000;

/** Maximum number of values of one metric in a call. */
const VALUES_PER_METRIC = 150;

/** The load balancer's part, under the names of "CloudWatch metrics for your Application Load Balancer"; it does not report zeros. */
export function buildLoadBalancerData({ targetGroupArn, ruleArn }: Subject, second: Second): Datum[] {
  const Dimensions = [
    { Name: 'TargetGroup', Value: targetGroupArn.split(':').slice(5).join(':') },
    { Name: 'LoadBalancer', Value: ruleArn.split('/').slice(1, 4).join('/') },
  ];
  const counts = {
    RequestCount: second.requests,
    HTTPCode_Target_4XX_Count: second.target4xx,
    HTTPCode_Target_5XX_Count: second.target5xx,
    LambdaUserError: second.lambdaErrors,
  };
  const common = { Dimensions, Timestamp: second.at };
  const counted: Datum[] = Object.entries(counts)
    .filter(([, Value]) => Value > 0)
    .map(([MetricName, Value]) => ({ ...common, MetricName, Unit: 'Count', Value }));
  const timed = { ...common, MetricName: 'TargetResponseTime', Unit: 'Seconds' } as const;
  return [...counted, ...buildDurations(timed, second.responses, 1 / 1000)];
}

/** The function's part, under the names of "Types of metrics for Lambda functions"; empty without a function. */
export function buildFunctionData({ fn }: Subject, second: Second): Datum[] {
  if (!fn) return [];
  const resource = fn.qualifier === undefined ? fn.name : `${fn.name}:${fn.qualifier}`;
  const common = {
    Dimensions: [
      { Name: 'FunctionName', Value: fn.name },
      { Name: 'Resource', Value: resource },
    ],
    Timestamp: second.at,
  };
  const timed = { ...common, MetricName: 'Duration', Unit: 'Milliseconds' } as const;
  const throttles = { ...common, MetricName: 'Throttles', Unit: 'Count', Value: second.throttles } as const;
  return [throttles, ...buildDurations(timed, second.durations, 1)];
}

/** A histogram as values with their counts, in the unit that a millisecond is `unit` of. */
const buildDurations = (common: Omit<Datum, 'Values' | 'Counts'>, histogram: Histogram, unit: number): Datum[] =>
  splitIntoChunks([...histogram], VALUES_PER_METRIC).map((some) => ({
    ...common,
    Values: some.map(([bin]) => midpoint(bin) * unit),
    Counts: some.map(([, count]) => count),
  }));

/** Batches of one namespace. */
export const splitIntoBatches = (Namespace: string, data: readonly Datum[]): Batch[] =>
  splitIntoChunks(data, METRICS_PER_CALL).map((MetricData) => ({ Namespace, MetricData }));

const splitIntoChunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
