// Builds the stacks of an environment into the folder that the cdktf command uses too.
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { StackInfo } from '../../stacks';
import type { Context } from '../core/context';

/** The output folder under the repository's root, the same that `npx cdktf` writes. */
export const OUTPUT_FOLDER = 'cdktf.out';

/**
 * Writes the foundation and the stacks of the services that `only` names, of all when it is left out. cdktf is loaded here and by
 * import(), since it costs a second that a routing change through the API must not pay.
 */
export async function synth(
  environment: Environment,
  context: Context,
  only?: readonly string[],
): Promise<StackInfo[]> {
  const { synthesise } = await import('../../stacks');
  return synthesise([environment], { root: context.root, outdir: join(context.root, OUTPUT_FOLDER), only });
}
