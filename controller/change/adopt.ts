// ctl adopt: writes the live values into the file.
import { desiredRouting } from '../../routing';
import type { Context } from '../core/context';
import { adopt } from '../release/adopt';
import { findEnvironment, openEnvironment } from '../workspace/open-environment';
import { pickServices } from './appliers/applier';
import type { Applier } from './appliers/applier';
import { runChange } from './pipeline';
import type { ChangeResult } from './types';

/** Arguments as yargs parses them. */
export interface AdoptArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly message?: string;
}

/**
 * Writes the live values of services into their file; no rule changes.
 * @throws {UserError} LIVE_NOT_EXPRESSIBLE when the live state cannot be expressed in the file.
 */
export async function runAdopt(context: Context, args: AdoptArguments): Promise<ChangeResult> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, args.environment));
  const { readLiveRules } = await import('../aws/live-rules');
  const observed = await readLiveRules(context, environment);
  return runChange(context, {
    verb: 'adopt',
    environment: args.environment,
    service: args.service,
    all: args.all,
    decide: (service) => adopt(service, observed),
    applierFor: () => fileOnlyApplier,
    dryRun: args.dryRun,
    reason: args.message,
    force: false,
  });
}

/** Only changes the file, then verifies that the live rules match it. */
const fileOnlyApplier: Applier = {
  via: 'file',
  provesCode: true,
  prepare: async ({ after, context, services }) => {
    const { createRouter } = await import('../aws/router');
    const router = await createRouter(after, context);
    return {
      changes: [],
      warnings: [],
      apply: async () => undefined,
      verify: () => router.verify(desiredRouting(pickServices(after, services))),
    };
  },
};
