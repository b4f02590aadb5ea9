// A rollback that another command began and did not finish: the rollout finishes it before it says that anybody is rolled back.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import type { Driver } from '../../../controller/rollout/driver';
import { get } from '../helpers/context';
import { rolloutContext, startDriver, openRolloutWorld } from './world';
import type { RolloutWorld, TestPorts } from './world';

const FILE = 'environments/local.yaml';
const KILLED = Symbol('killed');

let { world, clock, ports, lines } = {} as RolloutWorld;

beforeEach(async () => {
  ({ world, clock, ports, lines } = await openRolloutWorld());
});

afterEach(() => world.close());

const ctl = (line: string, changes: Partial<Context> = {}): ReturnType<typeof world.ctl> =>
  world.ctl(line, { now: clock.now, sleep: clock.sleep, ...changes });

/** A rollout in which something happens once, in the first evaluation. */
async function startWith(act: () => Promise<void>): Promise<Driver> {
  const driver = await startDriver(rolloutContext(world.root, clock, lines), ports, lines);
  let done = false;
  const evaluate: TestPorts['evaluate'] = async (...args) => {
    if (!done) await act();
    done = true;
    return ports.evaluate(...args);
  };
  return { ...driver, ports: { ...ports, evaluate } };
}

async function expectStable(): Promise<void> {
  const { document } = await world.json('status web');
  expect(document).toMatchObject({ services: [{ live: { blue: 100, green: 0 }, drift: [] }] });
  for (let request = 0; request < 20; request++) expect(await get(world.sandbox.port, '/web')).toBe('v1');
}

describe('a rollout finishes a rollback', () => {
  it('that was killed after it wrote the file', async () => {
    const driver = await startWith(async () => {
      const boundary = (step: string): void => {
        if (step !== 'file-written') return;
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw KILLED;
      };
      await ctl('rollback web', { boundary }).catch(() => undefined);
      expect(world.read(FILE)).toContain('green_weight: 0');
    });
    const end = await driveRollout(driver);
    expect(end.position).toMatchObject({
      outcome: 'rolled-back',
      reason: 'web is at 0 % on green in the environment file, but the rollout had set it to 10 %',
    });
    expect(lines.some((line) => line.startsWith('rolling back: web is at 0 %'))).toBe(true);
    await expectStable();
  });

  it('that could not reach the API, and that rollback says so', async () => {
    let failed: Awaited<ReturnType<typeof ctl>> | undefined;
    const driver = await startWith(async () => {
      const state = world.read('state/state.json');
      await world.sandbox.close();
      failed = await ctl('rollback web -m errors');
      await world.restart(state);
    });
    const end = await driveRollout(driver);
    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('is not running') });
    expect(failed?.err).toContain(`rollout ${driver.id} of web goes on rolling back, until it is done`);
    expect(end.position).toMatchObject({ outcome: 'rolled-back', reason: 'ctl rollback by tester: errors' });
    await expectStable();
  });

  it('that was typed into the file by hand, and says what it saw', async () => {
    const driver = await startWith(async () =>
      world.write(FILE, world.read(FILE).replace('green_weight: 10', 'green_weight: 0')),
    );
    const end = await driveRollout(driver);
    expect(end.position).toMatchObject({
      outcome: 'rolled-back',
      reason: 'web is at 0 % on green in the environment file, but the rollout had set it to 10 %',
    });
    await expectStable();
  });
});
