// What identifies the present states of an environment's stacks, so that an apply by anybody else is noticed without Terraform.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { isSystemError } from '../core/system-error';
import { isInS3 } from '../store';

/** The identity of a state that does not exist. */
const NONE = 'none';

/** The identity of a stack's state; undefined while it is locked, since whoever holds the lock may be changing what it describes. */
export type StateIdentities = (stack: string) => string | undefined;

/**
 * Reads the identities of all states: of an object in S3 its ETag and time, of a local file its hash. A lock that a killed Terraform
 * left counts as a lock: its apply may have changed resources and not have written the state.
 */
export async function identifyStates(environment: Environment, context: Context): Promise<StateIdentities> {
  const { state } = environment;
  if (!state || !isInS3(environment)) return (stack) => identifyFile(context.root, stack);
  const { listStateObjects } = await import('../aws/s3-states');
  const objects = await listStateObjects(environment, state, context);
  return (stack) => (objects.has(`${stack}.tfstate.tflock`) ? undefined : (objects.get(`${stack}.tfstate`) ?? NONE));
}

/** Terraform keeps its note of the lock beside the state, with a dot before and `.lock.info` after the name. */
function identifyFile(root: string, stack: string): string | undefined {
  if (existsSync(join(root, `.terraform.${stack}.tfstate.lock.info`))) return undefined;
  try {
    return createHash('sha256')
      .update(readFileSync(join(root, `terraform.${stack}.tfstate`)))
      .digest('hex');
  } catch (error) {
    return isSystemError(error, 'ENOENT') ? NONE : undefined;
  }
}
