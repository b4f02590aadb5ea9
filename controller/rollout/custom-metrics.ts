// The metrics of the file, as they were in the last hour: one that could not be judged refuses the start.
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findCustomFault, NO_THRESHOLDS } from '../release/judge';
import type { Interval } from '../release/judge';

/** How much time before the start is looked at, in milliseconds. */
const BEFORE = 60 * 60_000;

/**
 * Refuses metrics of the file that no evaluation could use: without data, with values that are no counts, or every five minutes.
 * @throws {UserError} METRIC_UNUSABLE with every one of them.
 */
export async function refuseUnusableMetrics(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<void> {
  const having = services.filter(({ rollout }) => Object.keys(rollout.metrics.custom).length > 0);
  if (having.length === 0) return;
  const { openMetrics } = await import('../metrics');
  const source = await openMetrics(environment, context);
  const to = context.now();
  const window = { from: new Date(to.getTime() - BEFORE), to, thresholds: NO_THRESHOLDS };
  const found = await Promise.all(
    having.map(async (service) => findFaults(service, await source.readIntervals(service, window))),
  );
  const faults = found.flat();
  if (faults.length === 0) return;
  throw new UserError(
    'METRIC_UNUSABLE',
    `${faults.length === 1 ? 'A metric' : 'Some metrics'} of ${environment.name} cannot be judged:\n${faults.map((one) => `  ${one}`).join('\n')}`,
    'Correct it under rollout.metrics.custom, or write dry_run: true there until it has data; no_data: pass goes on without any',
  );
}

const findFaults = (service: Service, intervals: readonly Interval[]): readonly string[] =>
  Object.entries(service.rollout.metrics.custom).flatMap(([name, { dry_run: isDry, no_data: noData }]) => {
    const fault = isDry ? undefined : findCustomFault(name, intervals);
    if (fault === undefined || (fault.kind === 'no data' && noData === 'pass')) return [];
    return [`services.${service.name}.rollout.metrics.custom.${name}: ${fault.reason}`];
  });
