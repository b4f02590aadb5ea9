// Builds the stacks of every environment in AWS; run by `cdktf synth` and `cdktf apply`.
import { EnvironmentError, findEnvironments, formatProblem, loadEnvironment } from './environments';
import type { Environment } from './environments';
import { synthesise } from './stacks';

function load(file: string): Environment {
  const { environment, warnings } = loadEnvironment(file);
  for (const warning of warnings) console.error(formatProblem(warning));
  return environment;
}

try {
  const root = process.cwd();
  const environments = findEnvironments(root).map(({ file }) => load(file));
  const inAws = environments.filter(({ target }) => target === 'aws');
  synthesise(inAws, { root, outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' });
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  for (const problem of error.problems) console.error(formatProblem(problem));
  process.exitCode = 2;
}
