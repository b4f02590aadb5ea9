// Measures `ctl stage` of a package of 30 MB: the first time, again without a change, and on a second machine, beside a plan of Terraform.
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBucket } from '../test/helpers/bucket';
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import { terraformCommand } from '../test/helpers/needs';
import { createAwsProject } from './environments';
import type { Project } from './environments';
import { createCount, createFigures } from './figure';
import type { Figure } from './figure';
import { execute, measureInTurns } from './measure';

const SERVICE = 's0';
const ROUNDS = 3;
const BUCKET = 'bench-state';
/** Bytes that no compression makes smaller. */
const SIZE = 30 * 1024 ** 2;

/** Measures stages with the state in a bucket, and the size of what is kept of each package. */
export async function measureStage(): Promise<Figure[]> {
  const moto = await startMoto();
  await makeBucket(moto.url, BUCKET);
  const listener = await makeListener(moto.url);
  const [one, two] = [1, 2].map(() => createAwsProject(1, moto.url, listener, `state: { bucket: ${BUCKET} }\n`));
  if (!one || !two) throw new Error('two checkouts are needed');
  const stage = (project: Project, ...args: string[]): void => void project.ctl('stage', SERVICE, ...args, '--yes');
  let memory = 128;
  try {
    one.ctl('deploy', '--yes');
    writePackage(one);
    stage(one, '--package', 'app');
    one.ctl('promote', SERVICE);
    one.ctl('settle', SERVICE);
    copyFiles(one, two);
    const times = await measureInTurns(
      {
        'terraform plan of the same stack': {
          run: () =>
            execute(terraformCommand(), ['plan', '-input=false'], join(one.root, `cdktf.out/stacks/bench1-${SERVICE}`)),
        },
        'ctl stage of a new package': {
          before: () => {
            copyFiles(two, one);
            writePackage(one);
          },
          run: () => stage(one, '--package', 'app'),
        },
        'the same again, unchanged': { run: () => stage(one, '--package', 'app') },
        'a setting, with that package as it serves, in a checkout without it': {
          before: () => {
            for (const folder of ['.teal', 'cdktf.out'])
              rmSync(join(two.root, folder), { recursive: true, force: true });
            copyFiles(one, two);
            memory += 1;
          },
          run: () => stage(two, '--set', `memory_size=${memory}`),
        },
      },
      ROUNDS,
    );
    const group = 'ctl stage of a package of 30 MB, state in a bucket, on an emulator of AWS';
    return [
      ...createFigures(group, times),
      createCount(
        'What is kept of a package of 30 MB, on disk and once more in the bucket',
        'one version',
        keptMegabytes(one),
        { unit: 'MB' },
      ),
    ];
  } finally {
    await moto.stop();
    one.remove();
    two.remove();
  }
}

/** Writes a package with other bytes each time. */
function writePackage({ root }: Project): void {
  mkdirSync(join(root, 'app'), { recursive: true });
  writeFileSync(join(root, 'app/index.mjs'), 'export const handler = async () => ({ statusCode: 200 });\n');
  writeFileSync(join(root, 'app/data.bin'), randomBytes(SIZE));
}

/** Brings the environment's files of one checkout to another, as git does. */
const copyFiles = (from: Project, to: Project): void =>
  cpSync(join(from.root, 'environments'), join(to.root, 'environments'), { recursive: true });

function keptMegabytes({ root }: Project): number {
  const folder = join(root, '.teal/packages');
  return Math.max(...readdirSync(folder).map((file) => statSync(join(folder, file)).size)) / 1e6;
}
