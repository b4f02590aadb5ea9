// Opens the metrics of an environment: its sandbox's, or CloudWatch's; and those of a service that has a source of its own.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import type { MetricsSource } from './port';

export type { MetricsSource, Window } from './port';

/** Opens the source of an environment's metrics, without a call. */
export async function openMetrics(environment: Environment, context: Context): Promise<MetricsSource> {
  const source = await openEnvironmentMetrics(environment, context);
  if (environment.services.every((service) => service.rollout.metrics.source === undefined)) return source;
  const { askSource, thresholdsOf } = await import('./own-source');
  return {
    readIntervals: (service, window) => {
      const own = service.rollout.metrics.source;
      return own ? askSource(context, environment, service, own, window) : source.readIntervals(service, window);
    },
    readThresholds: (service, window) => {
      const own = service.rollout.metrics.source;
      return own ? Promise.resolve(thresholdsOf(own)) : source.readThresholds(service, window);
    },
    readAlarms: (names) => source.readAlarms(names),
  };
}

async function openEnvironmentMetrics(environment: Environment, context: Context): Promise<MetricsSource> {
  if (environment.target === 'sandbox') {
    const { openSandboxMetrics } = await import('./sandbox');
    return openSandboxMetrics(environment, context);
  }
  const { openCloudWatchMetrics } = await import('./cloudwatch');
  return openCloudWatchMetrics(environment, context);
}
