// What is not the candidate's fault never rolls a rollout back: locks, files, stores. And what operators do to rollouts of each other.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { UserError } from '../../../controller/core/errors';
import { acquireLock, thisProcess } from '../../../controller/lock';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import { startRollout } from '../../../controller/rollout/start';
import { REQUEST, rolloutContext, startDriver, openRolloutWorld } from './world';
import type { RolloutWorld } from './world';

const FILE = 'environments/local.yaml';

let { world, clock, ports, lines } = {} as RolloutWorld;

beforeEach(async () => {
  ({ world, clock, ports, lines } = await openRolloutWorld({ onClock: true }));
});

afterEach(() => world.close());

const context = () => rolloutContext(world.root, clock, lines);
const ctl = (line: string, changes: Partial<Context> = {}) =>
  world.ctl(line, { now: clock.now, sleep: clock.sleep, ...changes });
const edit = (from: string | RegExp, to: string): void => world.write(FILE, world.read(FILE).replace(from, to));

/** Runs something once, in the first evaluation. */
function onceInEvaluation(act: () => Promise<unknown>): void {
  const { evaluate } = ports;
  let done = false;
  Object.assign(ports, {
    evaluate: async (...args: Parameters<typeof evaluate>) => {
      if (!done) await act();
      done = true;
      return evaluate(...args);
    },
  });
}

describe('a rollout waits, then pauses', () => {
  it('while another command holds the lock for longer than lost_api', async () => {
    const driver = await startDriver(context(), ports, lines);
    onceInEvaluation(() => acquireLock(context(), 'local', 'deploy', false));
    const end = await driveRollout({ ...driver, ports });
    expect(end).toMatchObject({
      position: { at: 'shifting', step: 1 },
      pause: { reason: expect.stringMatching(/^waited 5m: local is being changed by ctl deploy/) },
    });
    expect(world.read(FILE)).toContain('green_weight: 10');
  });

  it('and goes on when the lock is free again', async () => {
    const driver = await startDriver(context(), ports, lines);
    onceInEvaluation(async () => {
      const lock = await acquireLock(context(), 'local', 'deploy', false);
      const free = clock.milliseconds + 240_000;
      const sleep = clock.sleep;
      let held = true;
      Object.assign(driver.context, {
        sleep: async (milliseconds: number) => {
          if (held && clock.milliseconds > free) await lock.release();
          held &&= clock.milliseconds <= free;
          return sleep(milliseconds);
        },
      });
    });
    expect((await driveRollout({ ...driver, ports })).position).toMatchObject({ outcome: 'settled' });
  });

  it('while the file cannot be read, as in the middle of an edit', async () => {
    const driver = await startDriver(context(), ports, lines);
    onceInEvaluation(async () => world.write(FILE, 'services: ['));
    const end = await driveRollout({ ...driver, ports });
    expect(end.pause?.reason).toMatch(/^waited 5m: the environment file cannot be used/);
    expect(end.position.at).toBe('holding');
  });

  it.each(['STATE_LOCKED', 'FILE_CHANGED', 'TERRAFORM_FAILED', 'STORE_BUSY'] as const)('after %s', async (code) => {
    ports.evaluateTo = () => new UserError(code, 'not the fault of the candidate', 'wait');
    const end = await driveRollout(await startDriver(context(), ports, lines));
    expect(end).toMatchObject({
      position: { at: 'holding' },
      pause: { reason: 'waited 5m: not the fault of the candidate' },
    });
    expect(lines).toContain('trying again: not the fault of the candidate');
  });

  it('when AWS is out of reach before the candidate has any traffic', async () => {
    const lost = async () => Promise.reject(new UserError('UNREACHABLE', 'cloudwatch does not answer', 'wait'));
    const end = await driveRollout({
      ...(await startDriver(context(), ports, lines)),
      ports: { ...ports, measureThresholds: lost },
    });
    expect(end).toMatchObject({
      position: { at: 'before-shift' },
      pause: { reason: 'unreachable for 5m: cloudwatch does not answer' },
    });
  });
});

describe('the store of the rollouts', () => {
  it('does not end a rollout when it fails for an hour', async () => {
    const driver = await startDriver(context(), ports, lines);
    let until = 0;
    onceInEvaluation(async () => void (until = clock.milliseconds + 3_600_000));
    const failing = async () => {
      if (clock.milliseconds < until) throw new UserError('UNREACHABLE', 's3 does not answer', 'wait');
    };
    const store = {
      ...driver.store,
      read: async (id: string) => failing().then(() => driver.store.read(id)),
      update: async (...args: Parameters<typeof driver.store.update>) =>
        failing().then(() => driver.store.update(...args)),
    };
    const end = await driveRollout({ ...driver, store, ports });
    expect(end.position).toMatchObject({ outcome: 'settled' });
    expect(lines.filter((line) => line.includes('s3 does not answer'))).toHaveLength(1);
  });

  const damage = (text: string): void =>
    writeFileSync(join(world.root, '.teal/rollouts/local/20200101-000000-dead.json'), text);

  it('with an object that ctl did not write: no start, but status and rollback', async () => {
    const driver = await startDriver(context(), ports, lines);
    damage('{"schemaVersion":3}');
    expect(await ctl('rollout start web')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/20200101-000000-dead.json cannot be read[^]*move it away/),
    });
    expect(await ctl('rollout status')).toMatchObject({
      code: 0,
      out: expect.stringContaining('web → green'),
      err: expect.stringContaining('cannot be read'),
    });
    const back = await ctl('rollback web');
    expect(back).toMatchObject({ code: 0, out: expect.stringContaining('everyone gets blue') });
    expect(back.err).toContain(`rollout ${driver.id} of web has ended`);
    expect(back.err).toContain('a rollout may go on');
    expect(await ctl('rollout resume nope')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') });
  });
});

describe('one rollout, several processes', () => {
  it('one that a rollback overtakes while it starts has ended before it moved anything', async () => {
    const rollback = { ...thisProcess(context(), 'rollback'), token: 'theirs' };
    const locks = join(world.root, '.teal/locks');
    const takeLock = (name: string): void => {
      if (name !== 'rollout checked') return;
      const numbers = readdirSync(locks).map((file) => Number(/^local\.json\.(\d+)$/.exec(file)?.[1] ?? 1));
      writeFileSync(join(locks, `local.json.${Math.max(...numbers) + 1}`), JSON.stringify(rollback));
    };
    const starting = startRollout({ ...context(), boundary: takeLock }, REQUEST);
    await expect(starting).rejects.toMatchObject({
      code: 'LOCK_LOST',
      message: expect.stringContaining('ctl rollback'),
    });
    expect(await ctl('rollout resume web')).toMatchObject({ code: 2, err: expect.stringContaining('is unfinished') });
    expect(await ctl('rollout status')).toMatchObject({ out: expect.stringContaining('rolled back') });
    expect(world.read(FILE)).toContain('green_weight: 0');
  });

  it('a process that was taken over does not clear its successor', async () => {
    const driver = await startDriver(context(), ports, lines);
    const interruption = new AbortController();
    onceInEvaluation(async () => {
      await driver.store.update(driver.id, (one) => ({ ...one, driver: { ...driver.holder, token: 'other' } }));
      interruption.abort();
    });
    const interrupted = { ...driver, ports, context: { ...driver.context, signal: interruption.signal } };
    await expect(driveRollout(interrupted)).rejects.toMatchObject({ code: 'ROLLOUT_HELD' });
    expect((await driver.store.read(driver.id)).driver?.token).toBe('other');
  });

  it('a rollback of one service ends the rollout of two, and names the other', async () => {
    edit(/(api:[^]*blue_package: ..\/code\/v1\n)/, '$1    green_package: ../code/v2\n');
    expect((await ctl('deploy --yes')).code).toBe(0);
    const driver = await startDriver(context(), ports, lines, { ...REQUEST, services: ['web', 'api'] });
    let back = '';
    onceInEvaluation(async () => void (back = (await ctl('rollback web')).err));
    expect((await driveRollout({ ...driver, ports })).position).toMatchObject({ outcome: 'rolled-back' });
    expect(back).toContain(`rollout ${driver.id} of web+api has ended`);
    expect(back).toContain('api was part of it and stays as it is: ctl rollback api -e local');
    expect(world.read(FILE).match(/green_weight: \d+/g)).toEqual(['green_weight: 0', 'green_weight: 10']);
  });

  it('a settle by hand ends a paused rollout', async () => {
    const driver = await startDriver(context(), ports, lines);
    ports.evaluateTo = (count) => (count > 2 ? 'inconclusive' : 'pass');
    expect((await driveRollout(driver)).pause?.reason).toContain('inconclusive');
    expect(await ctl('settle web -m enough')).toMatchObject({ code: 0, err: expect.stringContaining('has ended') });
    expect((await driver.store.read(driver.id)).state.position).toMatchObject({
      outcome: 'settled',
      reason: 'ctl settle by tester: enough',
    });
  });
});

describe('resume after a shift by hand', () => {
  /** A rollout that is paused at its first step, where the candidate then gets another weight by hand. */
  async function movedTo(percent: number) {
    const driver = await startDriver(context(), ports, lines);
    onceInEvaluation(() => ctl('rollout pause web'));
    expect((await driveRollout({ ...driver, ports })).pause).not.toBeNull();
    expect((await ctl(`shift web --green ${percent}`)).code).toBe(0);
    return driver;
  }
  const weights = async (id: string, driver: Awaited<ReturnType<typeof movedTo>>) =>
    (await driver.store.read(id)).state.plan.steps.map(({ weight }) => weight);
  const QUIET = `    rollout:
      metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }
`;

  it('holds at that weight, and takes the steps that are left', async () => {
    edit('    whitelisted_ips:', `${QUIET}    whitelisted_ips:`);
    const driver = await movedTo(30);
    expect(await ctl('rollout resume web')).toMatchObject({ code: 0, out: expect.stringContaining('settled') });
    expect(await weights(driver.id, driver)).toEqual([30, 50, 100]);
  });

  it('leaves out the steps that it is past', async () => {
    edit('    whitelisted_ips:', `${QUIET}    whitelisted_ips:`);
    const driver = await movedTo(70);
    expect(await ctl('rollout resume web')).toMatchObject({ code: 0, out: expect.stringContaining('settled') });
    expect(await weights(driver.id, driver)).toEqual([70, 100]);
  });

  it('is refused with the reason where it would pause again at once', async () => {
    await movedTo(30);
    edit('green_weight: 30', 'green_weight: 35');
    expect(await ctl('rollout resume web')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/would pause again at once: the live rules differ[^]*ctl rollout abort web/),
    });
  });
});
