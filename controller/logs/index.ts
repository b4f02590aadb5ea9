// Opens the logs of an environment's functions: its sandbox's, or CloudWatch's.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import type { LogSource } from './port';

export type { LogEntry, LogReader, LogSource } from './port';

/** Opens the source of an environment's logs, without a call. */
export async function openLogSource(environment: Environment, context: Context): Promise<LogSource> {
  if (environment.target === 'sandbox') {
    const { openSandboxLogs } = await import('./sandbox');
    return openSandboxLogs(environment, context);
  }
  const { openCloudWatchSource } = await import('./cloudwatch');
  return openCloudWatchSource(environment, context);
}
