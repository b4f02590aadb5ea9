// The port of logs over CloudWatch Logs.
import type { Environment } from '../../environments/schema';
import { openCloudWatchLogs } from '../aws/cloudwatch-logs';
import type { LogEvent } from '../aws/cloudwatch-logs';
import type { Context } from '../core/context';
import { parseEvent } from './parse-event';
import type { LogSource } from './port';

/** Slow enough for the quota of FilterLogEvents, which all users of an account and a region share ("CloudWatch Logs quotas"). */
const EVERY_MS = 2000;

/** How much later than an event another one with an earlier time may arrive, in milliseconds. */
const LATE_MS = 60_000;

/** Opens the log groups of Lambda. Makes no call yet. */
export async function openCloudWatchSource(environment: Environment, context: Context): Promise<LogSource> {
  const api = await openCloudWatchLogs(environment, context);
  return {
    everyMs: EVERY_MS,
    open: (functionName, since) => {
      const streams = new Map<string, string>();
      let seen = new Map<string, number>();
      let from = since.getTime();
      return {
        next: async () => {
          const events = await api.events(`/aws/lambda/${functionName}`, from);
          const fresh = events.filter(({ id }) => !seen.has(id)).sort(byTime);
          for (const { id, at } of fresh) seen.set(id, at);
          from = Math.max(from, ...fresh.map(({ at }) => at - LATE_MS));
          seen = new Map([...seen].filter(([, at]) => at >= from));
          return fresh.flatMap((event) => parseEvent(event, streams));
        },
      };
    },
  };
}

/** Events of the same millisecond stay in the order of CloudWatch. */
const byTime = (a: LogEvent, b: LogEvent): number => a.at - b.at;
