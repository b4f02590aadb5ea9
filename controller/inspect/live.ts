// The live rules of an environment for a report, which goes on without them where they cannot be read.
import type { Environment } from '../../environments';
import type { ObservedRule } from '../../routing';
import { readLiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** The live rules, or why they cannot be read. */
export type Live =
  | { readonly rules: readonly ObservedRule[]; readonly unreachable: null }
  | { readonly rules: undefined; readonly unreachable: string };

/** Reads every live rule of an environment's listener. */
export async function readLive(context: Context, environment: Environment): Promise<Live> {
  try {
    return { rules: await readLiveRules(context, environment), unreachable: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { rules: undefined, unreachable: `${error.message} (${error.hint})` };
  }
}
