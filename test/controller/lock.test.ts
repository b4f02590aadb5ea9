// The lock of an environment: one change at a time, and nobody is locked out by a process that is gone.
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireLock, lockHolder } from '../../controller/lock';
import { testContext } from '../contract/context';
import { createWorld } from './helpers';
import type { World } from './helpers';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

const held = (pid: number, host = hostname()): void =>
  world.write(
    '.teal/locks/prod.lock',
    JSON.stringify({ pid, host, verb: 'shift', since: '2030-01-01T00:00:00Z', token: 'theirs' }),
  );

const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

describe('a lock', () => {
  it('is free again once it was released', () => {
    const context = testContext(world.root);
    acquireLock(context, 'prod', 'shift', false).release();
    expect(lockHolder(world.root, 'prod')).toBeUndefined();
    expect(() => acquireLock(context, 'prod', 'shift', false)).not.toThrow();
  });

  it('names who holds it, what for and since when', () => {
    held(process.pid);
    expect(() => acquireLock(testContext(world.root), 'prod', 'promote', false)).toThrow(
      `prod is being changed by ctl shift (process ${process.pid} on ${hostname()}, since 2030-01-01T00:00:00Z)`,
    );
  });

  it('does not hold for another environment', () => {
    held(process.pid);
    expect(() => acquireLock(testContext(world.root), 'test', 'promote', false)).not.toThrow();
  });

  it('of a dead process is taken over with a notice', () => {
    held(deadPid());
    const context = testContext(world.root);
    acquireLock(context, 'prod', 'promote', false).assertHeld();
    expect(context.printed.err).toEqual([expect.stringContaining('Took over the lock of ctl shift')]);
  });

  it('of another host counts as held, since nothing here can tell', () => {
    held(deadPid(), 'elsewhere');
    expect(() => acquireLock(testContext(world.root), 'prod', 'promote', false)).toThrow('on elsewhere');
  });

  it('is taken over by force, and its former holder notices and leaves it alone', () => {
    const context = testContext(world.root);
    const first = acquireLock(context, 'prod', 'shift', false);
    const second = acquireLock(context, 'prod', 'rollback', true);
    expect(() => first.assertHeld()).toThrow('ctl rollback');
    first.release();
    second.assertHeld();
  });

  it('that was torn by a crash is taken over', () => {
    world.write('.teal/locks/prod.lock', '{"pid":');
    expect(() => acquireLock(testContext(world.root), 'prod', 'shift', false).assertHeld()).not.toThrow();
  });
});
