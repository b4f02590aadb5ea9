// The ports of a rollout as they are outside of tests: the alarms of every service, and hooks that can be ended.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPorts } from '../../../controller/rollout/adapters';
import { readServices } from '../../../controller/rollout/preconditions';
import type { RolloutServices } from '../../../controller/rollout/ports';
import type { Position, RolloutState } from '../../../controller/release';
import { createSandboxWorld, get } from '../helpers/context';
import { Clock, createTestPorts, rolloutContext, startDriver } from './world';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let clock: Clock;
let lines: string[];
let state: RolloutState;
let target: RolloutServices;

beforeAll(async () => {
  clock = new Clock();
  world = await createSandboxWorld({ now: clock.now });
  lines = [];
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  const { store, id, file } = await startDriver(context(), createTestPorts(clock), lines);
  ({ state } = await store.read(id));
  target = await readServices(context(), file, { services: ['web', 'api'] }, false);
});

afterAll(() => world.close());

const context = () => rolloutContext(world.root, clock, lines);
const at = (position: Position): RolloutState => ({ ...state, position, shifts: [state.since] });
const withRollout = (settings: object, only = ''): RolloutServices => ({
  ...target,
  services: target.services.map((one) =>
    only === '' || one.name === only ? { ...one, rollout: { ...one.rollout, ...settings } } : one,
  ),
});

const POSITIONS: readonly Position[] = [
  { at: 'shifting', step: 1 },
  { at: 'after-step', step: 0 },
  { at: 'approval', step: 0, id: 'r-1' },
  { at: 'settling' },
];

describe('an evaluation', () => {
  it.each(POSITIONS)('reads the alarms of every service, $at', async (position) => {
    const { metrics } = await createPorts(context(), false).evaluate(
      at(position),
      withRollout({ alarms: ['orders-failing'] }, 'api'),
    );
    const alarms = metrics.filter(({ name }) => name.includes('orders-failing'));
    expect(alarms).toMatchObject([{ name: expect.stringMatching(/^api/) }]);
  });

  it('takes the same color as the candidate when the file has settled already', async () => {
    for (let request = 0; request < 20; request++) expect(await get(world.sandbox.port, '/web')).toBe('v1');
    clock.milliseconds += 5_000;
    const { evaluate } = createPorts(context(), false);
    const settling = at({ at: 'settling' });
    const web = { ...target, services: target.services.filter(({ name }) => name === 'web') };
    const settled = { ...web, services: web.services.map((one) => ({ ...one, active_color: 'green' as const })) };
    const before = await evaluate(settling, web);
    expect(before.reason).toContain('no data for the candidate');
    expect(await evaluate(settling, settled)).toEqual(before);
  });
});

describe('a hook', () => {
  it('is ended by its signal, with what it has started', async () => {
    const ending = new AbortController();
    const stop = { ...context(), io: { ...context().io, err: () => ending.abort() } };
    const command = `node -e "console.log('runs'); setTimeout(() => {}, 600_000)"`;
    const hooked = withRollout({ hooks: { after_step: [{ command, timeout: '1h' }] } }, 'web');
    const run = createPorts(stop, false).runHooks(
      'after_step',
      at({ at: 'after-step', step: 0 }),
      hooked,
      ending.signal,
    );
    await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(ending.signal.aborted).toBe(true);
  });
});

const HOOK = 'https://hooks.example.com/x';

describe('a notification', () => {
  it('has the share that is live, not the one that the rollout has set, and none where it cannot be read', async () => {
    const sent: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (url, init) => {
      if (url !== HOOK) return globalThis.fetch(url, init);
      sent.push(JSON.parse(typeof init?.body === 'string' ? init.body : ''));
      return new Response('ok');
    };
    const ports = createPorts({ ...context(), fetch }, false);
    const told = withRollout({ notify: [{ webhook: HOOK }] }, 'web');
    const paused = at({ at: 'holding', step: 0 });
    expect(await ports.notify('paused', paused, told)).toEqual([]);
    expect(await ports.notify('paused', { ...paused, services: ['gone'] }, told)).toEqual([]);
    expect(sent).toMatchObject([
      { weight: 0, text: expect.stringContaining('paused at 0 % to the candidate') },
      { weight: null, text: expect.stringContaining('paused at an unknown share') },
    ]);
  });
});
