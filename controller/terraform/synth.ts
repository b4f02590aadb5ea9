// Synthesises the stacks of an environment into the same folder as the cdktf command.
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { StackInfo } from '../../stacks';
import type { Context } from '../core/context';

/** The output folder under the repository's root, the same as of `npx cdktf`. */
export const OUTPUT_FOLDER = 'cdktf.out';

/**
 * Writes the foundation and the stacks of the services in `only`, or of all services when it is left out. cdktf is loaded with
 * import(), since loading takes a second, which would delay routing changes through the API.
 */
export async function synth(
  environment: Environment,
  context: Context,
  only?: readonly string[],
): Promise<StackInfo[]> {
  const { synthesise } = await import('../../stacks');
  return synthesise([environment], { root: context.root, outdir: join(context.root, OUTPUT_FOLDER), only });
}
