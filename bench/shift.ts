// What one shift through Terraform costs in environments of several sizes: real Terraform and provider, an emulator of AWS.
import { join } from 'node:path';
import { z } from 'zod';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { startMoto } from '../test/helpers/moto';
import { awsProject, environmentFile, servicesText } from './environments';
import type { Project } from './environments';
import { countOf, figuresOf } from './figure';
import type { Figure, Target } from './figure';
import { execute, inTurns } from './measure';
import type { Candidate } from './measure';
import { makeTargetGroups, moveTo } from './split';

const SERVICE = 's0';
const ROUNDS = 10;
const TARGET: Target = { kind: 'within', percent: 15 };

/**
 * Time of a whole shift, which is planned, guarded, applied and read back, and how many resources Terraform looks at for it. The
 * service that shifts is deployed by Terraform, each size on an emulator of its own; of the others the rules and target groups
 * are there.
 */
export async function shiftFigures(sizes: readonly number[]): Promise<Figure[]> {
  const worlds: World[] = [];
  try {
    for (const size of sizes) worlds.push(await worldOf(size));
    const candidates = worlds.map(({ name, project }) => [name, shifting(project)] as const);
    const times = await inTurns(Object.fromEntries(candidates), ROUNDS);
    const targets = Object.fromEntries(worlds.slice(1).map(({ name }) => [name, TARGET]));
    const counts = worlds.map(({ name, project, size }) => ({ name, count: resourcesInPlan(project, size) }));
    const base = counts[0]?.count;
    return [
      ...figuresOf('A shift through Terraform: planned, applied, read back', times, targets),
      ...counts.map(({ name, count }) =>
        countOf('Resources that Terraform looks at for it', name, count, { unit: 'resources', base }),
      ),
    ];
  } finally {
    for (const { stop } of worlds) await stop();
  }
}

interface World {
  readonly name: string;
  readonly size: number;
  readonly project: Project;
  readonly stop: () => Promise<void>;
}

async function worldOf(size: number): Promise<World> {
  const moto = await startMoto();
  const project = awsProject(size, moto.url);
  const stop = async (): Promise<void> => {
    await moto.stop();
    project.remove();
  };
  deployOne(project);
  await makeTargetGroups(project, [SERVICE]);
  await moveTo(project, 0);
  return { name: servicesText(size), size, project, stop };
}

/** A shift to another split each time, so that there is always something to apply. */
function shifting(project: Project): Candidate {
  let green = 10;
  return {
    run: () => {
      green = green === 50 ? 40 : 50;
      project.ctl('shift', SERVICE, '--green', String(green));
    },
  };
}

/** Writes the stacks of the foundation and one service; returns their folders. */
export function synthesiseOne({ root }: Project): string[] {
  const { environment } = loadEnvironment(environmentFile(root));
  return synthesise([environment], { root, outdir: join(root, 'cdktf.out'), only: [SERVICE] }).map(({ dir }) => dir);
}

/** Deploys the foundation and one service with Terraform itself. */
export function deployOne(project: Project): void {
  for (const dir of synthesiseOne(project)) {
    execute('terraform', ['init', '-input=false'], dir);
    execute('terraform', ['apply', '-input=false', '-auto-approve'], dir);
  }
}

const planSchema = z.object({ resource_changes: z.array(z.unknown()) });

/** Resources that Terraform read and compared, whether they change or not. */
function resourcesInPlan({ root }: Project, size: number): number {
  const dir = join(root, 'cdktf.out/stacks', `bench${size}-${SERVICE}`);
  const plan: unknown = JSON.parse(execute('terraform', ['show', '-json', 'teal.tfplan'], dir));
  return planSchema.parse(plan).resource_changes.length;
}
