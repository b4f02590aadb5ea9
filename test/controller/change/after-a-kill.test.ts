// What a verb does after another one was killed between the file and the load balancer: it finishes nothing that it was not asked for.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { capture, restore } from '../../crash/wreck';
import type { Wreck } from '../../crash/wreck';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';

let world: SandboxWorld;
let start: Wreck;

beforeAll(async () => {
  world = await createSandboxWorld();
  expect(await world.ctl('deploy --yes')).toMatchObject({ code: 0 });
  start = capture(world);
});
afterAll(() => world.close());
beforeEach(() => restore(world, start));

const live = (): string => world.read('state/state.json');

/** Leaves the world as after a kill of a verb that has written the file. */
async function cutOff(line: string): Promise<void> {
  let left: Wreck | undefined;
  await world.ctl(line, {
    boundary: (step) => {
      if (step === 'file-written') left = capture(world);
    },
  });
  if (!left) throw new Error(`${line} wrote no file`);
  await restore(world, left);
}

it('refuses to stage on the color that everybody gets while a promotion is in the file only', async () => {
  await cutOff('promote web');
  const before = live();
  expect(await world.ctl('stage web --package code/v3 --yes')).toMatchObject({
    code: 3,
    err: expect.stringContaining('web: blue still gets requests, although the file sends it none'),
  });
  expect(live()).toBe(before);
  expect(await world.ctl('deploy web --yes')).toMatchObject({ code: 0 });
  expect(await world.ctl('stage web --package code/v3 --yes')).toMatchObject({
    code: 0,
    out: expect.stringContaining('on blue, after settling on green'),
  });
});

it.each([
  ['shift web --green 99', 'canary web --ip 127.0.0.4'],
  ['shift web --green 99', 'canary web --off'],
  ['promote web', 'settle web'],
])('after a cut-off "%s", "%s" moves nobody', async (first, second) => {
  await cutOff(first);
  const before = live();
  expect(await world.ctl(second)).toMatchObject({
    code: 4,
    err: expect.stringMatching(
      /was cut off before the load balancer had it[^]*ctl rollback web -e local takes it back/,
    ),
  });
  expect(live()).toBe(before);
  expect(await world.ctl(first)).toMatchObject({ code: 0 });
  expect(await world.ctl(second)).toMatchObject({ code: 0 });
});
