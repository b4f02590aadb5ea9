// Processes of ctl that race on one service: one change at a time, none lost, and a rollback always wins.
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../controller/aws/router';
import { openJournal, readJournal } from '../../controller/store/journal';
import type { JournalEntry } from '../../controller/store/journal';
import { parseEnvironment } from '../../environments';
import type { Environment } from '../../environments';
import { desiredRouting, diffRules } from '../../routing';
import { testContext } from '../contract/context';
import { createSandboxWorld } from '../controller/helpers/context';
import type { SandboxWorld } from '../controller/helpers/context';
import { bundleEntry } from './child';
import type { Bundle } from './child';
import { FILE, capture, restore } from './wreck';
import type { Wreck } from './wreck';

const ROUNDS = 200;
let bundle: Bundle;
let world: SandboxWorld;
let start: Wreck;

beforeAll(async () => {
  bundle = bundleEntry();
  world = await createSandboxWorld();
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  start = capture(world);
});
afterAll(async () => {
  bundle.remove();
  await world.close();
});
beforeEach(() => restore(world, start));

const environment = (): Environment => parseEnvironment(world.read(FILE), join(world.root, FILE)).environment;

const greenWeight = (): number | undefined =>
  environment().services.find((service) => service.name === 'web')?.green_weight;

async function expectAgreement(): Promise<void> {
  const router = await createRouter(environment(), testContext(world.root));
  expect(diffRules(desiredRouting(environment().services), await router.read())).toEqual({
    changes: [],
    conflicts: [],
  });
}

const changesOfWeb = async (): Promise<JournalEntry[]> =>
  (await readJournal(await openJournal(testContext(world.root), environment()))).filter(
    (entry) => entry.service === 'web' && entry.verb !== 'deploy' && entry.result === 'done',
  );

describe('two processes that shift one service at the same time', () => {
  it(`never interleave and never lose a change in ${ROUNDS} rounds`, async () => {
    const processes = [bundle.serve(world.root), bundle.serve(world.root)];
    const succeeded: string[] = [];
    let refused = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const before = greenWeight() ?? 0;
      const lines = processes.map((process, of) => ({ process, to: (before + 1 + of * 37 + (round % 7)) % 101 }));
      const codes = await Promise.all(
        lines.map(({ process, to }) => process.ctl(`shift web --green ${to} -m ${round}:${to}`)),
      );
      expect(codes).toContain(0);
      for (const [of, code] of codes.entries()) {
        expect([0, 3]).toContain(code);
        if (code === 0) succeeded.push(`${round}:${lines[of]?.to}`);
        else refused += 1;
      }
    }
    await Promise.all(processes.map((process) => process.stop()));
    const done = await changesOfWeb();
    expect(done.map((entry) => entry.reason).sort()).toEqual([...succeeded].sort());
    for (const [index, entry] of done.entries()) {
      if (index > 0) expect(entry.from).toEqual(done[index - 1]?.to);
    }
    expect(greenWeight()).toBe(done.at(-1)?.to?.weights.green);
    expect(refused).toBeGreaterThan(0);
    await expectAgreement();
  }, 300_000);
});

describe('a rollback that races a shift', () => {
  const STEPS = ['locked', 'prepared', 'noted', 'file-written', 'rule-changed', 'applied', 'verified', 'journaled'];

  it.each(STEPS)('wins when it starts while the shift is at: %s', async (step) => {
    const shift = bundle.start(world.root, 'shift web --green 60', { PAUSE_AT: step, PAUSE_MS: '700' });
    await shift.prints(`paused at ${step}`);
    const { code, out } = await world.ctl('rollback web');
    const lost = await shift.ended;
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('web: everyone gets blue') });
    if (['locked', 'prepared', 'noted'].includes(step)) expect(lost.code).not.toBe(0);
    expect(greenWeight()).toBe(0);
    await expectAgreement();
    expect(await world.json('status web')).toMatchObject({
      document: { lockedBy: null, services: [{ phase: 'steady', live: { blue: 100 }, drift: [] }] },
    });
  });

  it('wins at any time, in 20 rounds with different pauses', async () => {
    for (let round = 0; round < 20; round++) {
      const shift = bundle.start(world.root, 'promote web', { PAUSE_AT: 'locked', PAUSE_MS: String(round) });
      await shift.prints('paused at locked');
      expect((await world.ctl('rollback web')).code).toBe(0);
      await shift.ended;
      expect(greenWeight()).toBe(0);
      await expectAgreement();
    }
  }, 300_000);

  it('loses nothing of another rollback at the same time', async () => {
    expect((await world.ctl('stage api --package code/v2 --yes')).code).toBe(0);
    for (let round = 0; round < 10; round++) {
      expect((await world.ctl('shift --all --green 50')).code).toBe(0);
      const both = [bundle.run(world.root, 'rollback web'), bundle.run(world.root, 'rollback api')];
      for (const { code, out, err } of await Promise.all(both))
        expect({ code, out, err }).toEqual({ code: 0, out: expect.anything(), err: expect.anything() });
      expect(environment().services.map((service) => service.green_weight)).toEqual([0, 0]);
      await expectAgreement();
    }
  }, 300_000);

  it('kills a shift that does not stop at a signal', async () => {
    const shift = bundle.start(world.root, 'shift web --green 60', { PAUSE_AT: 'file-written', PAUSE_MS: '60000' });
    await shift.prints('paused at file-written');
    const { code } = await world.ctl('rollback web', { sleep: () => new Promise((resolve) => setTimeout(resolve, 1)) });
    expect(code).toBe(0);
    expect((await shift.ended).signal).toBe('SIGKILL');
    expect(greenWeight()).toBe(0);
    await expectAgreement();
  });
});
