// The note that a killed Terraform leaves beside a state on this machine.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { checkStateLocks } from '../../../controller/inspect/check-state-locks';
import { noteChild } from '../../../controller/workspace/child-processes';
import { testContext } from '../../contract/context';
import { environmentOf } from '../aws/environment';
import { createWorld } from '../helpers/context';
import type { World } from '../helpers/context';

let world: World;
const environment = { ...environmentOf({}), name: 'prod', services: [] };
const FILE = '.terraform.prod.tfstate.lock.info';
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

it('is shown with the file to delete, and as running while its Terraform runs', async () => {
  const context = testContext(world.root);
  expect(await checkStateLocks(context, environment)).toMatchObject([{ ok: true }]);
  world.write(FILE, '{"ID":"1","Operation":"OperationTypeApply","Who":"anna@build-7","Created":"2026-11-21"}');
  expect(await checkStateLocks(context, environment)).toMatchObject([
    {
      ok: null,
      detail: expect.stringContaining('prod is locked by anna@build-7 since 2026-11-21 (OperationTypeApply)'),
      hint: `If no Terraform runs: rm ${join(world.root, FILE)}`,
    },
  ]);
  const forget = noteChild(world.root, process.pid, 'terraform', join('cdktf.out/stacks', 'prod'));
  const [running] = await checkStateLocks(context, environment);
  expect(running?.detail).toContain(`its Terraform runs on this machine (process ${process.pid})`);
  expect(running?.hint).toBeUndefined();
  forget();
});

it('is shown although it is incomplete', async () => {
  world.write(FILE, '{"ID":');
  expect(await checkStateLocks(testContext(world.root), environment)).toMatchObject([
    { detail: expect.stringContaining('locked by unknown') },
  ]);
});
