// The CloudWatch calls that Teal makes, each paged and with its errors explained.
import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, loadSdk } from './clients';
import { answered, calling } from './errors';
import { everyToken } from './paginate';

/** Names that one DescribeAlarms call takes ("DescribeAlarms"). */
const NAMES_PER_CALL = 100;

/** One statistic of one metric. `id` starts with a small letter. */
export interface MetricQuery {
  readonly id: string;
  readonly namespace: 'AWS/ApplicationELB' | 'AWS/Lambda';
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
}

/** Values of each query by its id, then by the time (milliseconds since 1970) at which their period begins. */
export type MetricData = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** From when to when: included and excluded. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** An alarm as CloudWatch has it; `state` in CloudWatch's words. */
export interface FoundAlarm {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

/** The seam to the CloudWatch API. Every method throws a UserError with a hint when the call fails. */
export interface CloudWatch {
  /** Values of at most 500 queries, which is what one call takes ("GetMetricData"). A period without data is not there. */
  data(queries: readonly MetricQuery[], range: TimeRange): Promise<MetricData>;
  /**
   * The same for percentiles and trimmed counts; undefined where an emulator answers that it cannot compute them. What AWS
   * answers is never taken for that.
   */
  extended(queries: readonly MetricQuery[], range: TimeRange): Promise<MetricData | undefined>;
  /** Those of the names that exist, metric alarms and composite ones. */
  alarms(names: readonly string[]): Promise<FoundAlarm[]>;
}

/** Opens the CloudWatch API of an environment. */
export async function openCloudWatch(environment: Environment, context: Context): Promise<CloudWatch> {
  const sdk = await loadSdk(() => import('./sdk-cloudwatch'));
  const client = new sdk.CloudWatchClient(clientConfig(environment, context.env));

  const read = async (queries: readonly MetricQuery[], { from, to }: TimeRange): Promise<MetricData> => {
    const MetricDataQueries = queries.map(queryInput);
    const results = await everyToken(
      (NextToken) =>
        client.send(new sdk.GetMetricDataCommand({ MetricDataQueries, StartTime: from, EndTime: to, NextToken })),
      (page) => page.MetricDataResults,
    );
    return collected(environment, results);
  };
  const named = (AlarmNames: string[]): Promise<FoundAlarm[]> =>
    everyToken(
      (NextToken) =>
        client.send(
          // Composite alarms are left out unless they are asked for.
          new sdk.DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken }),
        ),
      (page) =>
        [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map((alarm) => ({
          name: alarm.AlarmName ?? '',
          state: alarm.StateValue ?? '',
          reason: alarm.StateReason ?? '',
        })),
    );

  return {
    data: (queries, range) => calling(environment, 'cloudwatch:GetMetricData', () => read(queries, range)),
    extended: (queries, range) =>
      calling(environment, 'cloudwatch:GetMetricData', async () => {
        try {
          return await read(queries, range);
        } catch (error) {
          if (environment.emulator_endpoint !== undefined && answered(error)) return undefined;
          throw error;
        }
      }),
    alarms: (names) =>
      calling(environment, 'cloudwatch:DescribeAlarms', async () => {
        const found: FoundAlarm[] = [];
        for (let i = 0; i < names.length; i += NAMES_PER_CALL) {
          found.push(...(await named(names.slice(i, i + NAMES_PER_CALL))));
        }
        return found;
      }),
  };
}

const queryInput = ({ id, namespace, metric, dimensions, stat, periodSeconds }: MetricQuery) => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: periodSeconds,
    Stat: stat,
  },
});

/** A query may have a part of its values on every page. One that failed is an error, since its gaps are no zeros. */
function collected(environment: Environment, results: readonly MetricDataResult[]): MetricData {
  const data = new Map<string, Map<number, number>>();
  for (const { Id: id = '', StatusCode: status, Timestamps: times = [], Values: values = [], Messages } of results) {
    if (status === 'InternalError' || status === 'Forbidden') throw unanswered(environment, id, status, Messages);
    const series = data.get(id) ?? new Map<number, number>();
    times.forEach((time, index) => series.set(time.getTime(), values[index] ?? NaN));
    data.set(id, series);
  }
  return data;
}

const unanswered = (
  environment: Environment,
  id: string,
  status: string,
  messages: MetricDataResult['Messages'] = [],
): UserError =>
  new UserError(
    'METRICS_UNAVAILABLE',
    `cloudwatch:GetMetricData in ${environment.region} could not compute ${id}: ${status} ${messages.map((one) => one.Value).join('; ')}`.trim(),
    status === 'Forbidden' ? 'Allow cloudwatch:GetMetricData to who runs ctl: ctl iam-policy' : 'Try again in a minute',
  );
