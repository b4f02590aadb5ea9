// What one shift through Terraform costs in environments of several sizes: real Terraform and provider, an emulator of AWS.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironment } from '../environments';
import { synthesise } from '../stacks';
import { startMoto } from '../test/helpers/moto';
import { projectOf } from './environments';
import { execute, inTurns } from './measure';
import type { Figure } from './run';

const ctl = join(__dirname, '../bin/ctl.js');
const SERVICE = 's0';

/**
 * Time of the plan of a shift (the whole process of `ctl shift --dry-run`), and how many resources Terraform looks at for
 * it. The service that shifts is deployed, the others are in the file.
 */
export async function shiftFigures(sizes: readonly number[]): Promise<Figure[]> {
  const moto = await startMoto();
  const projects = sizes.map((size) => ({ size, root: projectOf(size, moto.url) }));
  try {
    for (const { root, size } of projects) deployOne(root, size);
    const medians = await inTurns(
      Object.fromEntries(
        projects.map(({ size, root }) => [`plan of a shift, ${size} services`, () => planShift(root)]),
      ),
      5,
    );
    const [base = NaN] = Object.values(medians);
    const times = Object.entries(medians).map(([what, value]): Figure => ({
      what,
      value,
      unit: 'ms',
      ratio: value / base,
    }));
    const counts = projects.map(({ size, root }) => ({ size, value: resourcesInPlan(root, size) }));
    const first = counts[0]?.value ?? NaN;
    const resources = counts.map(({ size, value }): Figure => ({
      what: `resources in that plan, ${size} services`,
      value,
      unit: 'resources',
      ratio: value / first,
    }));
    return [...times, ...resources];
  } finally {
    await moto.stop();
    projects.forEach(({ root }) => rmSync(root, { recursive: true, force: true }));
  }
}

/** Deploys the foundation and one service with Terraform itself. */
function deployOne(root: string, size: number): void {
  const { environment } = loadEnvironment(join(root, `environments/bench${size}.yaml`));
  for (const { dir } of synthesise([environment], { root, outdir: join(root, 'cdktf.out'), only: [SERVICE] })) {
    execute('terraform', ['init', '-input=false'], dir);
    execute('terraform', ['apply', '-input=false', '-auto-approve'], dir);
  }
}

const planShift = (root: string): string =>
  execute(process.execPath, [ctl, 'shift', SERVICE, '--green', '50', '--dry-run', '--root', root], root);

/** Resources that Terraform read and compared, whether they change or not. */
function resourcesInPlan(root: string, size: number): number {
  const dir = join(root, 'cdktf.out/stacks', `bench${size}-${SERVICE}`);
  const plan = JSON.parse(execute('terraform', ['show', '-json', 'teal.tfplan'], dir)) as {
    resource_changes: unknown[];
  };
  return plan.resource_changes.length;
}
