// The weights that are live for services, for people. Rules that cannot be read are a warning, and the weights are not known.
import type { Environment } from '../../environments/schema';
import type { ObservedRule, Weights } from '../../routing';
import { readLiveRules } from '../aws/live-rules';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { liveWeightsOf } from '../drift/live-weights';
import type { LiveWeights } from '../release';

/** Reads the live rules once; `of` selects the weights of services, and `warning` says why they are not known. */
export async function readLiveWeights(
  context: Context,
  environment: Environment,
): Promise<{ readonly of: (names: readonly string[]) => LiveWeights; readonly warning: readonly string[] }> {
  const { rules, warning } = await readRules(context, environment);
  const weights = (name: string): Weights | null => {
    const service = environment.services.find((one) => one.name === name);
    return service ? liveWeightsOf(service, rules) : null;
  };
  return { of: (names) => Object.fromEntries(names.map((name) => [name, weights(name)])), warning };
}

async function readRules(
  context: Context,
  environment: Environment,
): Promise<{ readonly rules: readonly ObservedRule[]; readonly warning: readonly string[] }> {
  try {
    return { rules: await readLiveRules(context, environment), warning: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { rules: [], warning: [`the live weights cannot be read: ${error.message}. ${error.hint}`] };
  }
}
