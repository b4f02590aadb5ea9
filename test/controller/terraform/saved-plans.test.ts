// Files with secrets: nobody else can read them, and no plan stays when its command has ended.
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { planStack, synth } from '../../../controller/terraform';
import { testContext } from '../../contract/context';
import { environment, service, temporaryFolder } from '../../stacks/environment';
import { createWorld } from '../helpers/context';
import { fakeTerraform, noServices } from './fake-terraform';

const modeOf = (file: string): number => statSync(file).mode & 0o777;
const SAVE = `require('node:fs').writeFileSync(args.find((one) => one.startsWith('-out=')).slice('-out='.length), '');`;

describe('files with secrets', () => {
  it('are a saved plan that only the user can read', async () => {
    const fake = fakeTerraform({ plan: SAVE });
    const before = process.umask();
    const { planFile } = await planStack(noServices, fake.stack, fake.context);
    expect(modeOf(planFile)).toBe(0o600);
    expect(process.umask()).toBe(before);
  });

  it('are the configuration of stacks, also where an older version wrote it', async () => {
    const context = testContext(temporaryFolder());
    const shop = environment([service('shop')]);
    const stacks = await synth(shop, context);
    const files = stacks.map(({ dir }) => join(dir, 'cdk.tf.json'));
    expect(files.map(modeOf)).toEqual(files.map(() => 0o600));
    files.forEach((file) => chmodSync(file, 0o644));
    await synth(shop, context);
    expect(files.map(modeOf)).toEqual(files.map(() => 0o600));
  });
});

describe('saved plans', () => {
  const world = createWorld();
  afterAll(() => world.remove());
  const folder = 'cdktf.out/stacks/prod-web';

  it.each(['--version', 'plan -e none'])(
    'of this process and of ended ones are gone after ctl %s, those of others stay',
    async (line) => {
      const ended = spawnSync(process.execPath, ['--version']).pid;
      for (const name of [`teal.${process.pid}`, `teal.${ended}`, 'teal', `teal.${process.ppid}`])
        world.write(`${folder}/${name}.tfplan`, 'secret');
      world.write(`${folder}/plan`, 'of cdktf');
      await world.ctl(line);
      expect(readdirSync(join(world.root, folder)).sort()).toEqual(['plan', `teal.${process.ppid}.tfplan`]);
    },
  );
});
