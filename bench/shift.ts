// Measures a shift through Terraform in environments of several sizes: real Terraform and provider, an emulator of AWS.
import { join } from 'node:path';
import { z } from 'zod';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { startMoto } from '../test/helpers/moto';
import { createAwsProject, findEnvironmentFile, formatServices } from './environments';
import type { Project } from './environments';
import { createCount, createFigures } from './figure';
import type { Figure, Target } from './figure';
import { execute, measureInTurns } from './measure';
import type { Candidate } from './measure';
import { makeTargetGroups, moveTo } from './split';

const SERVICE = 's0';
const ROUNDS = 10;
const TARGET: Target = { kind: 'within', percent: 15 };

/**
 * Measures a whole shift (plan, guard, apply, read-back), and counts the resources that Terraform reads for it. Each size has its
 * own emulator. Terraform deploys the service that shifts; the others only have their rules and target groups.
 */
export async function measureShift(sizes: readonly number[]): Promise<Figure[]> {
  const worlds: World[] = [];
  try {
    for (const size of sizes) worlds.push(await createWorld(size));
    const candidates = worlds.map(({ name, project }) => [name, createShift(project)] as const);
    const times = await measureInTurns(Object.fromEntries(candidates), ROUNDS);
    const targets = Object.fromEntries(worlds.slice(1).map(({ name }) => [name, TARGET]));
    const counts = worlds.map(({ name, project, size }) => ({ name, count: countResources(project, size) }));
    const base = counts[0]?.count;
    return [
      ...createFigures('A shift through Terraform: planned, applied, read back', times, targets),
      ...counts.map(({ name, count }) =>
        createCount('Resources that Terraform reads for it', name, count, { unit: 'resources', base }),
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

async function createWorld(size: number): Promise<World> {
  const moto = await startMoto();
  const project = createAwsProject(size, moto.url);
  const stop = async (): Promise<void> => {
    await moto.stop();
    project.remove();
  };
  deployOne(project);
  await makeTargetGroups(project, [SERVICE]);
  await moveTo(project, 0);
  return { name: formatServices(size), size, project, stop };
}

/** Shifts to another split each time, so that there is always a change to apply. */
function createShift(project: Project): Candidate {
  let green = 10;
  return {
    run: () => {
      green = green === 50 ? 40 : 50;
      project.ctl('shift', SERVICE, '--green', String(green));
    },
  };
}

/** Synthesises the stacks of the foundation and one service; returns their folders. */
export function synthesiseOne({ root }: Project): string[] {
  const { environment } = loadEnvironment(findEnvironmentFile(root));
  return synthesise([environment], { root, outdir: join(root, 'cdktf.out'), only: [SERVICE] }).map(({ dir }) => dir);
}

/** Deploys the foundation and one service with Terraform. */
export function deployOne(project: Project): void {
  for (const dir of synthesiseOne(project)) {
    execute('terraform', ['init', '-input=false'], dir);
    execute('terraform', ['apply', '-input=false', '-auto-approve'], dir);
  }
}

const planSchema = z.object({ resource_changes: z.array(z.unknown()) });

/** Counts the resources that Terraform read, whether they change or not. */
function countResources({ root }: Project, size: number): number {
  const dir = join(root, 'cdktf.out/stacks', `bench${size}-${SERVICE}`);
  execute('terraform', ['plan', '-input=false', '-out=count.tfplan'], dir);
  const plan: unknown = JSON.parse(execute('terraform', ['show', '-json', 'count.tfplan'], dir));
  return planSchema.parse(plan).resource_changes.length;
}
