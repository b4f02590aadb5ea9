// Measures the synthesis of an environment's stacks, without the time to load cdktf.
import { join } from 'node:path';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { createAwsProject, findEnvironmentFile, formatServices } from './environments';
import { createFigures } from './figure';
import type { Figure } from './figure';
import { measureInTurns } from './measure';

const ROUNDS = 10;

/** Measures whole environments of several sizes. */
export async function measureSynthesis(sizes: readonly number[]): Promise<Figure[]> {
  const projects = sizes.map((size) => ({ size, ...createAwsProject(size, 'http://127.0.0.1:1') }));
  const candidates = projects.map(({ size, root }) => {
    const { environment } = loadEnvironment(findEnvironmentFile(root));
    const options = { root, outdir: join(root, 'cdktf.out') };
    return [formatServices(size), { run: () => synthesise([environment], options) }] as const;
  });
  const figures = createFigures('Synthesis', await measureInTurns(Object.fromEntries(candidates), ROUNDS));
  projects.forEach((project) => project.remove());
  return figures;
}
