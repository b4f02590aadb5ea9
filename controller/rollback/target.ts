// What ctl rollback returns to.
import type { Context } from '../core/context';
import { rollBackDuring } from '../release/rollout/way-back';
import type { RollbackRequest } from './rollback';

/** Arguments of a rollback, as yargs parses them. */
export interface RollbackArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly message?: string;
  readonly via?: 'live' | 'terraform';
  readonly to?: string;
  readonly reconcile: boolean;
  readonly overrideFreeze?: boolean;
}

/** What a rollback returns to: the active color, or a revision, which must pass the gates. */
export async function chooseTarget(
  context: Context,
  { environment, to, overrideFreeze = false, message }: RollbackArguments,
): Promise<Pick<RollbackRequest, 'decide' | 'pass'>> {
  if (to === undefined) return { decide: (service, _environment, rollout) => rollBackDuring(service, rollout) };
  const { refuseOverrideWithoutReason } = await import('../change/release-gates');
  refuseOverrideWithoutReason(overrideFreeze, message);
  const { passGates, toRevision } = await import('./to-revision');
  return {
    decide: await toRevision(context, environment, to),
    pass: (filed) => passGates(context, filed, overrideFreeze),
  };
}
