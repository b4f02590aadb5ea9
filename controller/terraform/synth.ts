// Synthesises the stacks of an environment into the same folder as the cdktf command.
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { StackInfo } from '../../stacks';
import type { Context } from '../core/context';
import { onlyForUser } from '../core/only-for-user';

/** The output folder under the repository's root, the same as of `npx cdktf`. */
export const OUTPUT_FOLDER = 'cdktf.out';

/**
 * Writes the foundation and the stacks of the services in `only`, or of all services when it is left out. cdktf is loaded with
 * import(), since loading takes a second, which would delay routing changes through the API. Only the user may read the
 * configuration, since it has the functions' environment variables.
 */
export async function synth(
  environment: Environment,
  context: Context,
  only?: readonly string[],
): Promise<StackInfo[]> {
  const { synthesise } = await import('../../stacks');
  const { root } = context;
  const stacks = onlyForUser(() => synthesise([environment], { root, outdir: join(root, OUTPUT_FOLDER), only }));
  // Those that were there before keep their mode.
  for (const { dir } of stacks) {
    const file = join(dir, 'cdk.tf.json');
    if (existsSync(file)) chmodSync(file, 0o600);
  }
  return stacks;
}
