// A rollback by hand in every moment of a rollout: afterwards everyone gets the stable color, the rollout has ended, and it stays so.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import type { StartRequest } from '../../../controller/rollout/start';
import { capture, restore } from '../../crash/wreck';
import type { Wreck } from '../../crash/wreck';
import { get } from '../helpers/context';
import { journalOf } from '../helpers/journal';
import { REQUEST, openRolloutWorld, rolloutContext, startDriver } from './world';
import type { RolloutWorld, TestPorts } from './world';

/** Two steps, the first with an approval, after a self-test; then the bake time. */
const WHOLE: StartRequest = {
  ...REQUEST,
  flags: {
    ...REQUEST.flags,
    selfTest: '1m',
    strategy: {
      steps: [
        { weight: 10, wait: '1m', approval: true },
        { weight: 50, wait: '1m' },
      ],
    },
  },
};

let { world, clock, ports, lines } = {} as RolloutWorld;
let start: Wreck;

beforeEach(async () => {
  ({ world, clock, ports, lines } = await openRolloutWorld());
  start = capture(world);
});

afterEach(() => world.close());

const context = () => rolloutContext(world.root, clock, lines);
const here = { now: () => clock.now(), sleep: (milliseconds: number) => clock.sleep(milliseconds) };
const ctl = (line: string, changes: Partial<Context> = {}) => world.ctl(line, { ...here, ...changes });

/** Everyone gets blue, by the file, by the rules and by an answer; and no rollout is open. */
async function expectStable(): Promise<void> {
  const { document } = await world.json('status web', here);
  expect(document).toMatchObject({
    services: [
      { active: 'blue', live: { blue: 100, green: 0 }, weights: { blue: 100, green: 0 }, canary: false, drift: [] },
    ],
  });
  expect(await get(world.sandbox.port, '/web')).toBe('v1');
  expect(await get(world.sandbox.port, '/web', '127.0.0.2')).toBe('v1');
  expect((await ctl('rollout resume web')).err).toContain('No rollout of web is unfinished');
}

type Moment = (act: () => Promise<void>) => void;

/** Runs something once, when a port is called for the nth time that matches. */
const inside =
  (
    port: 'evaluate' | 'measureThresholds' | 'runHooks' | 'notify',
    matches: (state: string, point: string) => boolean,
  ): Moment =>
  (act) => {
    let done = false;
    const { evaluate, measureThresholds, runHooks, notify } = ports;
    const first = async (which: typeof port, at: string, point = ''): Promise<void> => {
      if (done || which !== port || !matches(at, point)) return;
      done = true;
      await act();
    };
    const at = ({ position }: { readonly position: { readonly at: string; readonly step?: number } }): string =>
      position.step === undefined ? position.at : `${position.at} ${position.step}`;
    Object.assign(ports, {
      evaluate: async (...args: Parameters<typeof evaluate>) => {
        await first('evaluate', at(args[0]));
        return evaluate(...args);
      },
      measureThresholds: async (...args: Parameters<typeof measureThresholds>) => {
        await first('measureThresholds', at(args[0]));
        return measureThresholds(...args);
      },
      runHooks: async (...args: Parameters<typeof runHooks>) => {
        await first('runHooks', at(args[1]), args[0]);
        return runHooks(...args);
      },
      notify: async (...args: Parameters<typeof notify>) => {
        await first('notify', at(args[1]), args[0]);
        return notify(...args);
      },
    } satisfies Partial<TestPorts>);
  };

const MOMENTS: readonly (readonly [string, Moment])[] = [
  ['while it measures before the first shift', inside('measureThresholds', () => true)],
  ['in the before_shift hook', inside('runHooks', (_at, point) => point === 'before_shift')],
  ['while it tells that the first step is live', inside('notify', (at) => at === 'holding 0')],
  ['in an evaluation at the first step', inside('evaluate', (at) => at === 'holding 0')],
  ['in the hook after the first step', inside('runHooks', (at) => at === 'after-step 0')],
  ['while it asks for an approval', inside('notify', (_at, point) => point === 'approval-needed')],
  ['in an evaluation while it waits for the approval', inside('evaluate', (at) => at === 'approval 0')],
  ['in an evaluation at the second step', inside('evaluate', (at) => at === 'holding 1')],
  ['in the hook after the promotion', inside('runHooks', (_at, point) => point === 'after_promote')],
  ['in an evaluation of the bake time', inside('evaluate', (at) => at === 'baking')],
];

describe.each(['rollback --all -m errors', 'rollout abort web'])('ctl %s', (line) => {
  it.each(MOMENTS)('%s', async (_name, moment) => {
    const request = { ...WHOLE, flags: { ...WHOLE.flags, selfTest: '0s' } };
    const driver = await startDriver(context(), ports, lines, request);
    let running: ReturnType<typeof ctl> | undefined;
    moment(async () => void (await (running = ctl(line))));
    let approved = false;
    const approve = async (milliseconds: number): Promise<void> => {
      if (!running && !approved && (await driver.store.read(driver.id)).state.evaluations.length > 1) {
        approved = (await ctl('rollout approve web')).code === 0;
      }
      return clock.sleep(milliseconds);
    };
    const end = await driveRollout({ ...driver, ports, context: { ...driver.context, sleep: approve } });
    // It may still print its result when the rollout has ended.
    const ran = await running;
    expect(ran).toMatchObject({ code: line.startsWith('rollout') ? 5 : 0 });
    if (!line.startsWith('rollout')) expect(ran?.err).toContain(`rollout ${driver.id} of web has ended`);
    expect(end.position).toMatchObject({ at: 'done', outcome: 'rolled-back' });
    await expectStable();
    const ends = journalOf(world).filter((entry) => entry.rollout);
    expect(ends).toMatchObject([{ service: 'web', rollout: { id: driver.id, outcome: 'rolled-back' } }]);
  });
});

it('ends a rollout that is paused', async () => {
  const driver = await startDriver(context(), ports, lines);
  inside('evaluate', () => true)(async () => void (await ctl('rollout pause web')));
  expect((await driveRollout({ ...driver, ports })).pause?.reason).toBe('by tester');
  expect((await ctl('rollback web')).err).toContain(`rollout ${driver.id} of web has ended`);
  await expectStable();
});

/** The boundaries of a whole rollout, in order; each is passed several times. */
async function boundariesOf(request: StartRequest): Promise<string[]> {
  const seen: string[] = [];
  const driver = await startDriver(context(), ports, lines, request);
  await driveRollout({ ...driver, context: { ...driver.context, boundary: (name) => void seen.push(name) } });
  return seen;
}

/** At every boundary that comes for the first time, and at every so many others. */
const EVERY = 8;

it('wins against a step that is made at the same time, at the boundaries of a rollout', async () => {
  const request = { ...WHOLE, flags: { ...WHOLE.flags, strategy: { steps: [{ weight: 10, wait: '1m' }] } } };
  const boundaries = await boundariesOf(request);
  expect(boundaries.length).toBeGreaterThan(40);
  const settling = boundaries.lastIndexOf('rollout settle');
  for (const [at, name] of boundaries.entries()) {
    if (at % EVERY > 0 && boundaries.indexOf(name) < at) continue;
    await restore(world, start);
    const driver = await startDriver(context(), ports, lines, request);
    let passed = 0;
    let running: ReturnType<typeof ctl> | undefined;
    const boundary = (): void => void (passed++ === at && (running = ctl('rollback web')));
    const { position } = await driveRollout({ ...driver, context: { ...driver.context, boundary } });
    const ran = await running;
    expect({ at, name, ran }).toMatchObject({ ran: { code: 0 } });
    // Whoever is first: a rollback after the settle was noted returns to the color that has just become the active one.
    const settled = at > settling && ran?.out.includes('everyone gets green');
    if (settled) expect(await get(world.sandbox.port, '/web')).toBe('v2');
    else await expectStable();
    const isNoted = position.at === 'done' && (position.outcome === 'rolled-back' || at > settling);
    expect({ at, name, position, isNoted }).toMatchObject({ isNoted: true });
  }
}, 300_000);

it('returns to the stable color when a settle was applied and not noted', async () => {
  const driver = await startDriver(context(), ports, lines);
  const killed = new Error('killed');
  const boundary = (name: string): void => {
    if (name === 'rollout settle done') throw killed;
  };
  await expect(driveRollout({ ...driver, context: { ...driver.context, boundary } })).rejects.toBe(killed);
  expect(world.read('environments/local.yaml')).toContain('active_color: green');
  const left = capture(world);
  expect(await ctl('rollback web')).toMatchObject({ code: 0, out: expect.stringContaining('everyone gets blue') });
  await expectStable();
  await restore(world, left);
  expect(await ctl('rollout abort web')).toMatchObject({ code: 5, out: expect.stringContaining('blue active') });
  await expectStable();
});

it('never returns to a stable color that has other code by now', async () => {
  const driver = await startDriver(context(), ports, lines);
  const killed = new Error('killed');
  const boundary = (name: string): void => {
    if (name === 'rollout settle done') throw killed;
  };
  await expect(driveRollout({ ...driver, context: { ...driver.context, boundary } })).rejects.toBe(killed);
  expect((await ctl('stage web --package code/v3 --yes')).code).toBe(0);
  const aborted = await ctl('rollout abort web');
  expect(aborted).toMatchObject({ code: 6, err: expect.stringContaining('blue ran ../code/v1 when rollout') });
  expect(await get(world.sandbox.port, '/web')).toBe('v2');
  expect(await ctl('rollback web')).toMatchObject({ code: 0, out: expect.stringContaining('everyone gets green') });
  expect((await ctl('rollout resume web')).err).toContain('No rollout of web is unfinished');
});
