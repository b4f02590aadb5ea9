// What one shift through Terraform costs in environments of several sizes: real Terraform and provider, an emulator of AWS.
import { join } from 'node:path';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { startMoto } from '../test/helpers/moto';
import { awsProject, environmentFile } from './environments';
import type { Project } from './environments';
import { countOf, figuresOf } from './figure';
import type { Figure } from './figure';
import { execute, inTurns } from './measure';

const SERVICE = 's0';
const ROUNDS = 10;

/**
 * Time of a shift up to its plan (the whole process of `ctl shift --dry-run`), and how many resources Terraform looks at for
 * it. The service that shifts is deployed, the others are in the file.
 */
export async function shiftFigures(sizes: readonly number[]): Promise<Figure[]> {
  const moto = await startMoto();
  const projects = sizes.map((size) => ({ size, ...awsProject(size, moto.url) }));
  try {
    for (const project of projects) deployOne(project);
    const candidates = projects.map((project) => [
      `${project.size} service${project.size === 1 ? '' : 's'}`,
      { run: () => project.ctl('shift', SERVICE, '--green', '50', '--dry-run') },
    ]);
    const times = await inTurns(Object.fromEntries(candidates) as Parameters<typeof inTurns>[0], ROUNDS);
    const counts = projects.map((project) => ({ size: project.size, count: resourcesInPlan(project, project.size) }));
    return [
      ...figuresOf('Plan of a shift through Terraform', times),
      ...counts.map(({ size, count }) =>
        countOf(
          'Resources in that plan',
          `${size} service${size === 1 ? '' : 's'}`,
          count,
          'resources',
          counts[0]?.count,
        ),
      ),
    ];
  } finally {
    await moto.stop();
    projects.forEach((project) => project.remove());
  }
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

/** Resources that Terraform read and compared, whether they change or not. */
function resourcesInPlan({ root }: Project, size: number): number {
  const dir = join(root, 'cdktf.out/stacks', `bench${size}-${SERVICE}`);
  const plan = JSON.parse(execute('terraform', ['show', '-json', 'teal.tfplan'], dir)) as {
    resource_changes: unknown[];
  };
  return plan.resource_changes.length;
}
