// A rollback stops the process that held the lock, and no other one: the system gives the id of a process that has ended to a new one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { stopLockHolder } from '../../../controller/rollback/stop-lock-holder';
import { testContext } from '../../contract/context';
import { environmentOf } from '../aws/environment';
import { createWorld } from '../helpers/context';
import type { World } from '../helpers/context';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

it('leaves a process alone that got the id of the former holder', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => process.exit(0), 1000)', 'shift'], {
    stdio: 'ignore',
  });
  await once(other, 'spawn');
  const holder = {
    pid: other.pid ?? 0,
    host: hostname(),
    verb: 'shift',
    since: '2030-01-01',
    token: 'theirs',
    started: '1',
  };
  const ended = once(other, 'exit');
  const drivers = { ofEnded: [], ofOthers: [] };
  const former = { holder, drivers, correct: () => Promise.resolve() };
  const warnings = await stopLockHolder(testContext(world.root), environmentOf({}), former);
  expect(warnings).toEqual([]);
  expect(await ended).toEqual([0, null]);
});
