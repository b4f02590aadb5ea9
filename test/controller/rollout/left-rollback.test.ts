// An abort that its process leaves before anybody is rolled back: the process that drove the rollout before takes it up again.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import type { Context } from '../../../controller/core/context';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import type { Driver } from '../../../controller/rollout/driver';
import type { Holder } from '../../../controller/lock';
import { rolloutContext, startDriver, openRolloutWorld } from './world';
import type { RolloutWorld, TestPorts } from './world';

let { world, clock, ports, lines } = {} as RolloutWorld;

beforeEach(async () => {
  ({ world, clock, ports, lines } = await openRolloutWorld());
});

afterEach(() => world.close());

const ctl = (line: string, changes: Partial<Context> = {}): ReturnType<typeof world.ctl> =>
  world.ctl(line, { now: clock.now, sleep: clock.sleep, ...changes });

/** Runs `ctl rollout abort`, which Ctrl-C stops once it has said that it did not roll back. */
async function interruptedAbort(): ReturnType<typeof ctl> {
  const interruption = new AbortController();
  const err: string[] = [];
  const note = (line: string): void => {
    err.push(line);
    if (line.includes('NOT ROLLED BACK YET')) interruption.abort();
  };
  const { io } = rolloutContext(world.root, clock, []);
  const { code } = await ctl('rollout abort web', { signal: interruption.signal, io: { ...io, err: note } });
  return { code, out: '', err: err.join('\n') };
}

/** A rollout in whose first evaluation something happens. */
async function startWith(act: (driver: Driver) => Promise<void>): Promise<Driver> {
  const driver = await startDriver(rolloutContext(world.root, clock, lines), ports, lines);
  let done = false;
  const evaluate: TestPorts['evaluate'] = async (...args) => {
    if (!done) await act(driver);
    done = true;
    return ports.evaluate(...args);
  };
  return { ...driver, ports: { ...ports, evaluate } };
}

/** Says in the store that a process rolls the rollout back. */
const rollsBack =
  (process: Partial<Holder>) =>
  async ({ store, id, holder }: Driver): Promise<void> =>
    void (await store.update(id, ({ state }) => ({
      driver: { ...holder, token: 'of the abort', ...process },
      state: { ...state, position: { at: 'rolling-back', reason: 'aborted by ada' } },
    })));

const expectStable = async (): Promise<void> =>
  expect((await world.json('status web')).document).toMatchObject({
    services: [{ live: { blue: 100, green: 0 }, weights: { green: 0 }, drift: [] }],
  });

describe('the process that drove a rollout', () => {
  it('rolls back after an abort that Ctrl-C stopped while AWS did not answer', async () => {
    let left: Awaited<ReturnType<typeof ctl>> | undefined;
    const driver = await startWith(async ({ store, id }) => {
      const state = world.read('state/state.json');
      await world.sandbox.close();
      left = await interruptedAbort();
      expect((await store.read(id)).driver).toBeNull();
      await world.restart(state);
    });
    const end = await driveRollout(driver);
    expect(left).toMatchObject({ code: 130, err: expect.stringContaining('NOT ROLLED BACK YET') });
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'aborted by tester' });
    expect(lines).toContain('warning: its process has left the rollback: goes on here');
    await expectStable();
  });

  it('rolls back after an abort whose process was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const end = await driveRollout(await startWith(rollsBack({ pid })));
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'aborted by ada' });
    await expectStable();
  });

  it('says that it waits for one on another machine, and rolls back when that takes longer than AWS may be unreachable', async () => {
    const end = await driveRollout(await startWith(rollsBack({ host: 'build-7' })));
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'aborted by ada' });
    expect(lines.filter((line) => /waits for .* on build-7.*, which rolls it back/.test(line))).toHaveLength(1);
    // One minute until the first evaluation, and five minutes of lost_api.
    expect(clock.now().toISOString()).toMatch(/T00:06:0\d/);
    await expectStable();
  });
});
