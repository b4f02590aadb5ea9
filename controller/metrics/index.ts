// Opens the metrics of an environment: its sandbox's, or CloudWatch's.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import type { MetricsSource } from './port';

export type { MetricsSource, Window } from './port';

/** Opens the source of an environment's metrics, without a call. */
export async function openMetrics(environment: Environment, context: Context): Promise<MetricsSource> {
  if (environment.target === 'sandbox') {
    const { openSandboxMetrics } = await import('./sandbox');
    return openSandboxMetrics(environment, context);
  }
  const { openCloudWatchMetrics } = await import('./cloudwatch');
  return openCloudWatchMetrics(environment, context);
}
