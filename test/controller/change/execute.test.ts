// A change whose lock cannot be read any more after the file was written: nothing is applied, and the user is told so.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';

const FILE = 'environments/local.yaml';
let world: SandboxWorld;

beforeAll(async () => {
  world = await createSandboxWorld();
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

it('says that the file is written and nothing applied, and the same command again finishes it', async () => {
  const locks = join(world.root, '.teal/locks');
  const boundary = (step: string): void => {
    if (step !== 'file-written') return;
    rmSync(locks, { recursive: true });
    world.write('.teal/locks', 'not a folder');
  };
  const { code, err } = await world.ctl('shift web --green 100', { boundary });
  rmSync(locks);
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/^error: .*locks.* cannot be read: .*ENOTDIR/m),
  });
  expect(err).toContain(`Current state:\n  ${join(world.root, FILE)} says what was asked for`);
  expect(err).toContain('nothing was applied: no rule was changed');
  expect(err).toContain('hint: The same command again finishes it, ctl rollback web -e local goes back');
  expect(world.read(FILE)).toContain('green_weight: 100');
  expect(await get(world.sandbox.port, '/web')).toBe('v1');

  expect((await world.ctl('shift web --green 100')).code).toBe(0);
  expect(await get(world.sandbox.port, '/web')).toBe('v2');
});
