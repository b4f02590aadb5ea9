// A color that still gets requests is not staged, although a change that was cut off has taken them away in the file.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { capture, restore } from '../../crash/wreck';
import type { Wreck } from '../../crash/wreck';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';

let world: SandboxWorld;

beforeAll(async () => {
  world = await createSandboxWorld();
  expect(await world.ctl('deploy --yes')).toMatchObject({ code: 0 });
});
afterAll(() => world.close());

it('refuses to stage on the color that everybody gets while a promotion is in the file only', async () => {
  let left: Wreck | undefined;
  await world.ctl('promote web', {
    boundary: (step) => {
      if (step === 'file-written') left = capture(world);
    },
  });
  if (!left) throw new Error('a promotion writes the file');
  await restore(world, left);
  const live = world.read('state/state.json');
  expect(await world.ctl('stage web --package code/v3 --yes')).toMatchObject({
    code: 3,
    err: expect.stringContaining('web: blue still gets requests, although the file sends it none'),
  });
  expect(world.read('state/state.json')).toBe(live);
  expect(await world.ctl('deploy web --yes')).toMatchObject({ code: 0 });
  expect(await world.ctl('stage web --package code/v3 --yes')).toMatchObject({
    code: 0,
    out: expect.stringContaining('on blue, after settling on green'),
  });
});
