// A rollback stops the process that held the lock, and no other one: the system gives the id of a process that has ended to a new one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startOf } from '../../../controller/core/process';
import { thisProcess } from '../../../controller/lock';
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

/** A process that runs for so long, as the holder of a lock for a verb that its command line does not have. */
async function running(milliseconds: number) {
  const child = spawn(process.execPath, ['-e', `setTimeout(() => process.exit(0), ${milliseconds})`], {
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const started = startOf(pid);
  const holder = {
    ...thisProcess(testContext(world.root), 'shift'),
    pid,
    token: 'theirs',
    ...(started && { started }),
  };
  return { holder, ended: once(child, 'exit'), stop: () => child.kill('SIGKILL') };
}

const correct = () => Promise.resolve();
const stop = (
  holder: ReturnType<typeof thisProcess>,
  drivers: { ofEnded: (typeof holder)[]; ofOthers: (typeof holder)[] },
) => stopLockHolder({ ...testContext(world.root), sleep }, environmentOf({}), { holder, drivers, correct });

describe('a process that is the holder by its start time', () => {
  it('is stopped, whatever its command line is, as the step of a rollout', async () => {
    const { holder, ended } = await running(60_000);
    expect(await stop(holder, { ofEnded: [], ofOthers: [] })).toEqual([]);
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('ends by itself when it drove a rollout that has ended', async () => {
    const { holder, ended } = await running(300);
    expect(await stop(holder, { ofEnded: [holder], ofOthers: [] })).toEqual([]);
    expect(await ended).toEqual([0, null]);
  });

  it('goes on when it drives a rollout of other services', async () => {
    const child = await running(60_000);
    expect(await stop(child.holder, { ofEnded: [], ofOthers: [{ ...child.holder, token: 'of the rollout' }] })).toEqual(
      [],
    );
    expect(startOf(child.holder.pid)).toBe(child.holder.started);
    child.stop();
    expect(await child.ended).toEqual([null, 'SIGKILL']);
  });
});
