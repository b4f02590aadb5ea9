// The CloudWatch Logs call that Teal makes, with every page read and every error explained.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';
import { readTokenPages } from './paginate';

/** One event of a log group. `at`: milliseconds since 1970, by the clock of the function. */
export interface LogEvent {
  readonly id: string;
  readonly at: number;
  readonly stream: string;
  readonly message: string;
}

/** The seam to the CloudWatch Logs API. Throws a UserError with a hint when the call fails. */
export interface CloudWatchLogs {
  /** Reads the events of all streams of a group since a time, in milliseconds since 1970 ("FilterLogEvents"). */
  events(group: string, since: number): Promise<LogEvent[]>;
}

/** Opens the CloudWatch Logs API of an environment. */
export async function openCloudWatchLogs(environment: Environment, context: Context): Promise<CloudWatchLogs> {
  const sdk = await loadSdk(() => import('./sdk-logs'));
  const client = new sdk.CloudWatchLogsClient(clientConfig(environment, context));
  const read = (logGroupName: string, startTime: number): Promise<LogEvent[]> =>
    readTokenPages(
      (nextToken) =>
        client
          .send(new sdk.FilterLogEventsCommand({ logGroupName, startTime, nextToken }), { abortSignal: context.signal })
          .then((page) => ({ events: page.events, NextToken: page.nextToken })),
      (page) =>
        page.events?.map(({ eventId = '', timestamp = 0, logStreamName = '', message = '' }) => ({
          id: eventId,
          at: timestamp,
          stream: logStreamName,
          message,
        })),
    );
  return {
    events: (group, since) =>
      callAws(environment, 'logs:FilterLogEvents', async () => {
        try {
          return await read(group, since);
        } catch (error) {
          if (isAwsError(error, 'ResourceNotFound')) throw groupMissing(environment, group, error);
          throw error;
        }
      }),
  };
}

const groupMissing = ({ name, region }: Environment, group: string, cause: unknown): UserError =>
  new UserError(
    'NOT_FOUND',
    `The log group ${group} does not exist in ${region}`,
    `ctl deploy -e ${name} creates it; ctl doctor -e ${name} shows what else is missing`,
    { cause },
  );
