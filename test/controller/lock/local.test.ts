// The lock on a checkout; what it has in common with the one in S3 is in test/contract/store.contract.ts.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireLock, thisProcess } from '../../../controller/lock';
import type { Holder, Lock } from '../../../controller/lock';
import { testContext } from '../../contract/context';
import { createWorld } from '../helpers/context';
import type { World } from '../helpers/context';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

const LOCK = '.teal/locks/prod.json.7';
const held = (changes: Partial<Holder>): void => {
  const holder = { pid: process.pid, host: hostname(), verb: 'shift', since: '2030-01-01T00:00:00Z', token: 'theirs' };
  world.write(LOCK, JSON.stringify({ ...holder, who: 'anna', ...changes }));
};
const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;
const files = (): string[] => readdirSync(join(world.root, '.teal/locks'));

const take = (environment = 'prod'): Promise<Lock> =>
  acquireLock(testContext(world.root), environment, 'promote', false);

describe('a lock on a checkout', () => {
  it('does not hold for another environment', async () => {
    held({});
    await expect(take()).rejects.toMatchObject({ code: 'LOCK_HELD' });
    for (const other of ['test', 'prod.lock', 'prod.json']) await (await take(other)).assertHeld();
  });

  it('of a process whose id another process got is taken over', async () => {
    const holder = thisProcess(testContext(world.root), 'shift');
    held(holder);
    await expect(take()).rejects.toThrow('is being changed');
    held({ ...holder, started: '1' });
    await (await take()).assertHeld();
  });

  it.each(['1999-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])(
    'does not depend on the time of a clock (%s)',
    async (since) => {
      held({ since });
      await expect(take()).rejects.toThrow(since);
      held({ since, pid: deadPid() });
      await (await take()).assertHeld();
    },
  );

  it('of this host before it restarted counts as held, and the error says how to free it', async () => {
    held({ pid: deadPid(), space: 'another-boot pid:[4026531836]' });
    await expect(take()).rejects.toMatchObject({
      code: 'LOCK_HELD',
      hint: expect.stringMatching(/before it restarted.*ctl unlock -e prod/),
    });
  });

  it('is lost when its file is deleted by hand', async () => {
    const lock = await take();
    rmSync(join(world.root, '.teal/locks/prod.json'));
    await expect(lock.assertHeld()).rejects.toThrow('another process took over');
  });

  it('keeps a limited number of files', async () => {
    for (let round = 0; round < 60; round++) await (await take()).release();
    expect(files().length).toBeLessThan(40);
  });

  it('reports a folder in which it cannot be', async () => {
    world.write('.teal/locks', 'not a folder');
    await expect(take()).rejects.toMatchObject({ code: 'STORE_UNREADABLE', message: expect.stringContaining('.teal') });
  });
});
