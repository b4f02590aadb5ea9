// Finds the stacks that a deployment need not plan, since nothing has changed since they were last applied.
import { desiredRouting } from '../../routing';
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findDrift, findKept, isLostByDeploy } from '../drift/detect';
import type { StackFolder } from '../terraform/types';

/**
 * The names of the stacks whose inputs and state are those of their last apply, and whose live rules are those of the file. Rules are
 * changed by ctl itself and in the console without Terraform, and a deployment restores them; none is skipped if they cannot be read.
 */
export async function findUnchangedStacks(
  context: Context,
  environment: Environment,
  stacks: readonly StackFolder[],
): Promise<ReadonlySet<string>> {
  const { findUnchanged } = await import('../terraform');
  const unchanged = await findUnchanged(environment, stacks, context);
  if (unchanged.size === 0) return unchanged;
  const drifted = await findDriftedServices(context, environment);
  if (!drifted) return new Set();
  const { stackOf } = await import('../terraform/stack-names');
  const toPlan = new Set([...drifted].map((service) => stackOf(environment, service)));
  return new Set([...unchanged].filter((stack) => !toPlan.has(stack)));
}

/** The services with a rule that a deployment would change; undefined when the rules cannot be read. */
async function findDriftedServices(
  context: Context,
  environment: Environment,
): Promise<ReadonlySet<string> | undefined> {
  const { createRouter } = await import('../aws/router');
  try {
    const observed = await (await createRouter(environment, context)).read();
    const desired = desiredRouting(environment.services);
    const lost = findKept(desired, observed).filter(({ kept }) => isLostByDeploy(kept));
    return new Set([...findDrift(desired, observed), ...lost].map(({ rule }) => rule.service));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
