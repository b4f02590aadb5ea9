// A rollback by hand in every moment of a rollout: afterwards everyone gets the stable color, the rollout has ended, and it stays so.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { driveRollout } from '../../../controller/rollout/driver-loop';
import type { StartRequest } from '../../../controller/rollout/start';
import { createSandboxWorld, get } from '../helpers/context';
import { journalOf } from '../helpers/journal';
import { Clock, REQUEST, createTestPorts, rolloutContext, startDriver } from './world';
import type { TestPorts } from './world';

const FILE = 'environments/local.yaml';
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

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let clock: Clock;
let ports: TestPorts;
let lines: string[];
let start: string;

beforeEach(async () => {
  world = await createSandboxWorld();
  clock = new Clock();
  ports = createTestPorts(clock);
  lines = [];
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  start = world.read(FILE);
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
    port: 'evaluate' | 'measureSlowMs' | 'runHooks' | 'notify',
    matches: (state: string, point: string) => boolean,
  ): Moment =>
  (act) => {
    let done = false;
    const { evaluate, measureSlowMs, runHooks, notify } = ports;
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
      measureSlowMs: async (...args: Parameters<typeof measureSlowMs>) => {
        await first('measureSlowMs', at(args[0]));
        return measureSlowMs(...args);
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
  ['while it measures before the first shift', inside('measureSlowMs', () => true)],
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

describe.each(['rollback web', 'rollback --all -m errors', 'rollout abort web'])('ctl %s', (line) => {
  it.each(MOMENTS)('%s', async (_name, moment) => {
    const request = { ...WHOLE, flags: { ...WHOLE.flags, selfTest: '0s' } };
    const driver = await startDriver(context(), ports, lines, request);
    let ran: Awaited<ReturnType<typeof ctl>> | undefined;
    moment(async () => void (ran = await ctl(line)));
    let approved = false;
    const approve = async (milliseconds: number): Promise<void> => {
      if (!ran && !approved && (await driver.store.read(driver.id)).state.evaluations.length > 1) {
        approved = (await ctl('rollout approve web')).code === 0;
      }
      return clock.sleep(milliseconds);
    };
    const end = await driveRollout({ ...driver, ports, context: { ...driver.context, sleep: approve } });
    expect(ran).toMatchObject({ code: line.startsWith('rollout') ? 5 : 0 });
    if (!line.startsWith('rollout')) expect(ran?.err).toContain(`rollout ${driver.id} of web has ended`);
    expect(end.position).toMatchObject({ at: 'done', outcome: 'rolled-back' });
    await expectStable();
    const ends = journalOf(world).filter((entry) => entry.rollout);
    expect(ends).toMatchObject([{ service: 'web', rollout: { id: driver.id, outcome: 'rolled-back' } }]);
  });
});
