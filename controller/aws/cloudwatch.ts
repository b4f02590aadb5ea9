// The CloudWatch calls that Teal makes, with every page read and every error explained.
import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, loadSdk } from './clients';
import { isServiceError, callAws } from './errors';
import { readTokenPages } from './paginate';

/** Most names in one DescribeAlarms call ("DescribeAlarms"). */
const NAMES_PER_CALL = 100;

/** One statistic of one metric. `id` starts with a lowercase letter. `hidden`: only an expression of the same call uses it. */
export interface StatisticQuery {
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly periodSeconds: number;
  readonly hidden?: boolean;
}

/** Metric math over the ids of other queries of the call, or a Metrics Insights query. */
export interface ExpressionQuery {
  readonly id: string;
  readonly expression: string;
  readonly periodSeconds: number;
}

export type MetricQuery = StatisticQuery | ExpressionQuery;

/** Values by the id of their query, then by the start of their period, in milliseconds since 1970. */
export type MetricData = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** A range of time: `from` is included, `to` is not. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** An alarm of CloudWatch; `state` is CloudWatch's own name for it. */
export interface FoundAlarm {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

/** The seam to the CloudWatch API. Every method throws a UserError with a hint when the call fails. */
export interface CloudWatch {
  /** Reads the values of at most 500 queries, the limit of one call ("GetMetricData"). A period without data has no value. */
  data(queries: readonly MetricQuery[], range: TimeRange): Promise<MetricData>;
  /**
   * The same for percentiles and trimmed counts. Undefined when an emulator answers with an error, since it may not support
   * them; an error of AWS is thrown.
   */
  extended(queries: readonly MetricQuery[], range: TimeRange): Promise<MetricData | undefined>;
  /** Reads the alarms that exist among the names, both metric alarms and composite alarms. */
  alarms(names: readonly string[]): Promise<FoundAlarm[]>;
}

/** Opens the CloudWatch API of an environment. */
export async function openCloudWatch(environment: Environment, context: Context): Promise<CloudWatch> {
  const sdk = await loadSdk(() => import('./sdk-cloudwatch'));
  const client = new sdk.CloudWatchClient(clientConfig(environment, context));

  const read = async (queries: readonly MetricQuery[], { from, to }: TimeRange): Promise<MetricData> => {
    const MetricDataQueries = queries.map(toQueryInput);
    const results = await readTokenPages(
      (NextToken) =>
        client.send(new sdk.GetMetricDataCommand({ MetricDataQueries, StartTime: from, EndTime: to, NextToken })),
      (page) => page.MetricDataResults,
    );
    return collectValues(environment, results);
  };
  const named = (AlarmNames: string[]): Promise<FoundAlarm[]> =>
    readTokenPages(
      (NextToken) =>
        client.send(
          // Without AlarmTypes the answer has no composite alarms.
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
    data: (queries, range) => callAws(environment, 'cloudwatch:GetMetricData', () => read(queries, range)),
    extended: (queries, range) =>
      callAws(environment, 'cloudwatch:GetMetricData', async () => {
        try {
          return await read(queries, range);
        } catch (error) {
          if (environment.emulator_endpoint !== undefined && isServiceError(error)) return undefined;
          throw error;
        }
      }),
    alarms: (names) =>
      callAws(environment, 'cloudwatch:DescribeAlarms', async () => {
        const found: FoundAlarm[] = [];
        for (let i = 0; i < names.length; i += NAMES_PER_CALL) {
          found.push(...(await named(names.slice(i, i + NAMES_PER_CALL))));
        }
        return found;
      }),
  };
}

function toQueryInput(query: MetricQuery): MetricDataQuery {
  if ('expression' in query) return { Id: query.id, Expression: query.expression, Period: query.periodSeconds };
  const { id, namespace, metric, dimensions, stat, periodSeconds, hidden } = query;
  return {
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
    ...(hidden ? { ReturnData: false } : {}),
  };
}

/** The values of a query may be spread over several pages. A query that failed is an error, since missing values are not zeros. */
function collectValues(environment: Environment, results: readonly MetricDataResult[]): MetricData {
  const data = new Map<string, Map<number, number>>();
  for (const { Id: id = '', StatusCode: status, Timestamps: times = [], Values: values = [], Messages } of results) {
    if (status === 'InternalError' || status === 'Forbidden') throw noValuesError(environment, id, status, Messages);
    const series = data.get(id) ?? new Map<number, number>();
    times.forEach((time, index) => series.set(time.getTime(), values[index] ?? NaN));
    data.set(id, series);
  }
  return data;
}

const noValuesError = (
  environment: Environment,
  id: string,
  status: string,
  messages: MetricDataResult['Messages'] = [],
): UserError =>
  new UserError(
    'METRICS_UNAVAILABLE',
    `cloudwatch:GetMetricData in ${environment.region} could not compute ${id}: ${status} ${messages.map((one) => one.Value).join('; ')}`.trim(),
    status === 'Forbidden'
      ? 'Allow cloudwatch:GetMetricData to the user or role that runs ctl: ctl iam-policy'
      : 'Try again in a minute',
  );
