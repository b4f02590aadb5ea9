// The lock of an environment: one change at a time, and a process that has ended blocks nobody.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireLock, lockHolder } from '../../../controller/lock';
import { thisProcess } from '../../../controller/lock/holder';
import type { Holder } from '../../../controller/lock';
import { testContext } from '../../contract/context';
import { createWorld } from '../helpers/context';
import type { World } from '../helpers/context';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

const LOCK = '.teal/locks/prod.lock.7';
const held = (changes: Partial<Holder>): void => {
  const holder = { pid: process.pid, host: hostname(), verb: 'shift', since: '2030-01-01T00:00:00Z', token: 'theirs' };
  world.write(LOCK, JSON.stringify({ ...holder, who: 'anna', ...changes }));
};
const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;
const files = (): string[] => readdirSync(join(world.root, '.teal/locks'));

describe('a lock', () => {
  it('is free after its release', async () => {
    const context = testContext(world.root);
    await acquireLock(context, 'prod', 'shift', false).release();
    expect(lockHolder(world.root, 'prod')).toBeUndefined();
    expect(() => acquireLock(context, 'prod', 'shift', false)).not.toThrow();
  });

  it('names its holder, the verb, the host and the time', () => {
    held({});
    expect(() => acquireLock(testContext(world.root), 'prod', 'promote', false)).toThrow(
      `prod is being changed by ctl shift (process ${process.pid} on ${hostname()}, by anna, since 2030-01-01T00:00:00Z)`,
    );
  });

  it('does not hold for another environment', () => {
    held({});
    expect(() => acquireLock(testContext(world.root), 'test', 'promote', false)).not.toThrow();
    expect(() => acquireLock(testContext(world.root), 'prod.lock', 'promote', false)).not.toThrow();
  });

  it('of a dead process is taken over with a notice', async () => {
    held({ pid: deadPid() });
    const context = testContext(world.root);
    await acquireLock(context, 'prod', 'promote', false).assertHeld();
    expect(context.printed.err).toEqual([expect.stringContaining('Took over the lock of ctl shift')]);
  });

  it('of a dead process whose id another process got is taken over', async () => {
    const holder = thisProcess(testContext(world.root), 'shift');
    held(holder);
    expect(() => acquireLock(testContext(world.root), 'prod', 'promote', false)).toThrow('is being changed');
    held({ ...holder, started: '1' });
    await acquireLock(testContext(world.root), 'prod', 'promote', false).assertHeld();
  });

  it.each(['1999-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])(
    'does not depend on the time of a clock (%s)',
    async (since) => {
      held({ since });
      expect(() => acquireLock(testContext(world.root), 'prod', 'promote', false)).toThrow(since);
      held({ since, pid: deadPid() });
      await acquireLock(testContext(world.root), 'prod', 'promote', false).assertHeld();
    },
  );

  it.each<[string, Partial<Holder>]>([
    ['another host', { host: 'elsewhere' }],
    ['another container of the same name', { space: 'pid:[1]' }],
  ])(
    'of %s counts as held, since this machine cannot check it, and the error says how to free it',
    (_title, changes) => {
      held({ pid: deadPid(), ...changes });
      const attempt = (): unknown => acquireLock(testContext(world.root), 'prod', 'promote', false);
      expect(attempt).toThrow(`on ${changes.host ?? hostname()}, by anna`);
      expect(attempt).toThrow(expect.objectContaining({ hint: expect.stringContaining('ctl unlock -e prod') }));
    },
  );

  it('is taken over by force; its former holder detects that and does not release it', async () => {
    const context = testContext(world.root);
    const first = acquireLock(context, 'prod', 'shift', false);
    const second = acquireLock(context, 'prod', 'rollback', true);
    expect(second.previous).toMatchObject({ verb: 'shift', pid: process.pid });
    await expect(first.assertHeld()).rejects.toThrow('ctl rollback');
    await first.release();
    await second.assertHeld();
  });

  it('is lost when its file is deleted by hand', async () => {
    const lock = acquireLock(testContext(world.root), 'prod', 'shift', false);
    world.write('.teal/locks/prod.lock.1', '');
    await expect(lock.assertHeld()).rejects.toThrow('another process took over');
  });

  it('with incomplete content after a power failure is taken over', async () => {
    world.write(LOCK, '{"pid":');
    await acquireLock(testContext(world.root), 'prod', 'shift', false).assertHeld();
  });

  it('keeps a limited number of files', async () => {
    for (let round = 0; round < 60; round++) {
      await acquireLock(testContext(world.root), 'prod', 'shift', false).release();
    }
    expect(files().length).toBeLessThan(40);
  });

  it('reports that it cannot be written', () => {
    world.write('.teal/locks', 'not a folder');
    expect(() => acquireLock(testContext(world.root), 'prod', 'shift', false)).toThrow('cannot be written in');
  });
});
