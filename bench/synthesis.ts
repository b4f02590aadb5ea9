// How long the stacks of an environment take to synthesise, cdktf already loaded.
import { join } from 'node:path';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { awsProject, environmentFile, servicesText } from './environments';
import { figuresOf } from './figure';
import type { Figure } from './figure';
import { inTurns } from './measure';

const ROUNDS = 10;

/** Synthesis of whole environments of several sizes. */
export async function synthesisFigures(sizes: readonly number[]): Promise<Figure[]> {
  const projects = sizes.map((size) => ({ size, ...awsProject(size, 'http://127.0.0.1:1') }));
  const candidates = projects.map(({ size, root }) => {
    const { environment } = loadEnvironment(environmentFile(root));
    const options = { root, outdir: join(root, 'cdktf.out') };
    return [servicesText(size), { run: () => synthesise([environment], options) }] as const;
  });
  const figures = figuresOf('Synthesis', await inTurns(Object.fromEntries(candidates), ROUNDS));
  projects.forEach((project) => project.remove());
  return figures;
}
