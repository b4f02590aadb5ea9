// ctl rollback --via terraform: a change like any other, through Terraform.
import type { Environment } from '../../environments/schema';
import { changeTraffic } from '../change/traffic';
import type { ChangeResult } from '../change/types';
import type { Context } from '../core/context';
import { endRollouts } from '../rollout-store';
import { runHooksAndNotify } from './hooks-and-notifications';
import { findEnvironmentOrCached, readForRollback } from './load-environment';
import { findRollout, readOpenRollouts } from './newest-state';
import { chooseTarget } from './target';
import type { RollbackArguments } from './target';

/**
 * Rolls services back through Terraform, like any change, but takes the lock and ignores drift. To a revision, which may give a
 * candidate traffic, it is a change like any other, with every gate.
 * @throws {UserError} when it is refused, or cannot be finished.
 */
export async function rollBackThroughTerraform(context: Context, args: RollbackArguments): Promise<ChangeResult> {
  let opened: Environment | undefined;
  const { decide } = await chooseTarget(context, args);
  const { environment: known } = await readForRollback(
    context,
    await findEnvironmentOrCached(context, args.environment),
  );
  const rollouts = await readOpenRollouts(context, known);
  const result = await changeTraffic(context, args, {
    verb: 'rollback',
    decide: (service, environment) => {
      opened = environment;
      return decide(service, environment, findRollout(rollouts, service));
    },
    afterwards: async (environment, { services }) => {
      const names = services.map((one) => one.service);
      const done = { verb: 'rollback', services: names, message: args.message } as const;
      return (await endRollouts(context, environment, done)).warnings;
    },
    force: args.to === undefined,
  });
  if (!opened) return result;
  const notice = { reason: args.message ?? null, failed: new Set<string>(), rollout: null };
  return { ...result, warnings: [...result.warnings, ...(await runHooksAndNotify(context, opened, result, notice))] };
}
