// Builds the stacks of every environment in AWS; run by `cdktf synth` and `cdktf apply`.
import {
  EnvironmentError,
  bringUpToDateAtSynthesis,
  findCommonClaims,
  findEnvironments,
  formatProblem,
  loadEnvironment,
  readClaimsOnce,
  saveAtSynthesis,
} from './environments';
import type { Environment } from './environments';
import { lastServingColors, synthesise } from './stacks';

const read = readClaimsOnce();
const root = process.cwd();
const outdir = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out';

/** Loads a file and prints its problems, also those that it has beside another file; undefined when it cannot be used. */
function load(file: string): Environment | undefined {
  try {
    const { environment, warnings, text } = loadEnvironment(file);
    const common = findCommonClaims(file, text, read);
    for (const problem of [...warnings, ...common]) console.error(formatProblem(problem));
    if (common.some(({ severity }) => severity === 'error')) process.exitCode = 2;
    if (environment.target !== 'aws') return undefined;
    const lastServing = (service: Environment['services'][number]) => lastServingColors(outdir, environment, service);
    return bringUpToDateAtSynthesis(environment, { text, root, lastServing });
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exitCode = error.code === 'SERVES_TRAFFIC' ? 3 : 2;
    return undefined;
  }
}

const environments = findEnvironments(root).flatMap(({ file }) => load(file) ?? []);
if (process.exitCode === undefined) {
  // The versions first: what is applied must be written down.
  for (const environment of environments) saveAtSynthesis(environment);
  synthesise(environments, { root, outdir });
}
