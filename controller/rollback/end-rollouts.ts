// What a rollback by hand does with the open rollouts of its services. The rollback of a rollout itself leaves them: that ends by itself.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { endRollouts } from '../rollout-store';
import type { EndedRollouts } from '../rollout-store';

/** A rollback by hand, or by a rollout. */
interface By {
  readonly reason: string | undefined;
  readonly rollout?: string;
}

/** Ends the open rollouts of services; those of a service that is in `failed` roll back by themselves instead. */
export const endOthers = (
  context: Context,
  environment: Environment,
  services: readonly string[],
  failed: ReadonlySet<string>,
  { rollout, reason }: By,
): Promise<EndedRollouts> =>
  endRollouts(context, environment, {
    verb: 'rollback',
    services: rollout === undefined ? services : [],
    failed,
    message: reason,
  });

/** Lets open rollouts roll back where AWS did not answer this rollback: their processes try until it is done. */
export async function leaveToOthers(
  context: Context,
  environment: Environment,
  services: readonly string[],
  error: unknown,
  by: By,
): Promise<void> {
  if (!(error instanceof UserError)) return;
  const { warnings } = await endOthers(context, environment, services, new Set(services), by);
  for (const warning of warnings) context.io.err(`warning: ${warning}`);
}
