// ctl adopt: what is live goes into the file.
import { runChange } from './pipeline';
import type { Context } from '../core/context';
import { readCache } from '../workspace/cache';
import { findEnvironment, openEnvironment } from '../workspace/open-environment';
import type { Outcome } from '../core/outcome';
import { adopt } from '../release/adopt';
import { changeOutcome } from './traffic';
import { fileOnlyApplier } from './appliers/file-only';

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
 * @throws {UserError} exit 3 where the file has no words for what is live.
 */
export async function runAdopt(context: Context, args: AdoptArguments): Promise<Outcome> {
  const file = await findEnvironment(context, args.environment);
  const { environment } = await openEnvironment(context, file);
  const { openLiveRules } = await import('../aws/live-rules');
  const known = readCache(context.root, environment.name)?.arns ?? null;
  const observed = await (await openLiveRules(environment, context, known)).read();
  const result = await runChange(context, {
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
  return changeOutcome(context, result);
}
