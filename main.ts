// Builds the stacks of every environment in AWS; run by `cdktf synth` and `cdktf apply`.
import {
  EnvironmentError,
  findCommonClaims,
  findEnvironments,
  formatProblem,
  loadEnvironment,
  readClaimsOnce,
} from './environments';
import type { Environment } from './environments';
import { synthesise } from './stacks';

const read = readClaimsOnce();

/** Loads a file and prints its problems, also those that it has beside another file; undefined when it cannot be used. */
function load(file: string): Environment | undefined {
  try {
    const { environment, warnings, text } = loadEnvironment(file);
    const common = findCommonClaims(file, text, read);
    for (const problem of [...warnings, ...common]) console.error(formatProblem(problem));
    if (common.some(({ severity }) => severity === 'error')) process.exitCode = 2;
    return environment;
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
    return undefined;
  }
}

const root = process.cwd();
const environments = findEnvironments(root).flatMap(({ file }) => load(file) ?? []);
if (process.exitCode === undefined) {
  const inAws = environments.filter(({ target }) => target === 'aws');
  synthesise(inAws, { root, outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' });
}
