// A listener that is shared: full of foreign rules, with one of ours deleted, or in another account.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byHand } from '../controller/helpers/by-hand';
import { createSandboxWorld } from '../controller/helpers/context';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;

beforeAll(async () => {
  world = await createSandboxWorld();
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

/** Reads the status of web: the weights in the file and live, and the number of differences. */
async function readStatus(): Promise<{ asked: number; live: number; drift: number }> {
  const { document } = await world.json('status web');
  const { services } = document as {
    services: { weights: { green: number }; live: { green: number }; drift: unknown[] }[];
  };
  const [web] = services;
  return { asked: web?.weights.green ?? -1, live: web?.live.green ?? -1, drift: web?.drift.length ?? -1 };
}

/** Creates foreign rules, from priority 1000 on. */
async function fill(hand: ReturnType<typeof byHand>, count: number): Promise<void> {
  const add = (i: number): Promise<void> =>
    hand.foreignRule(1000 + i, [{ Field: 'path-pattern', Values: [`/foreign${i}`] }]);
  await Promise.all(Array.from({ length: count }, (_, i) => add(i)));
}

describe('a listener', () => {
  it('full of foreign rules is read to its last page', async () => {
    const hand = byHand(world.sandbox.controlPort);
    await fill(hand, 96);
    expect((await world.ctl('shift web --green 40')).code).toBe(0);
    expect(await readStatus()).toEqual({ asked: 40, live: 40, drift: 0 });
    expect((await world.ctl('explain --path /foreign95 --live')).out).toContain('rule 1095 (not of this environment)');
    expect((await world.ctl('rollback web')).code).toBe(0);
  });

  it('with 100 foreign rules has no room: deploy gives one error, and continues when there is room', async () => {
    const other = await createSandboxWorld();
    const hand = byHand(other.sandbox.controlPort);
    await fill(hand, 100);
    const { code, err } = await other.ctl('deploy --yes');
    const { out } = await other.ctl('status');
    for (let i = 0; i < 10; i++) await hand.remove(1000 + i);
    const again = [await other.ctl('deploy --yes'), await other.ctl('drift')];
    await other.close();
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error: \w+:CreateRule: a quota is used up at .*maximum number of rules.*\nhint: .*rules_quota/,
    );
    expect(out).toMatch(/web .* drift/);
    expect(again.map((one) => one.code)).toEqual([0, 0]);
  });

  it('whose rule was deleted by hand gives an error, and deploy creates the rule again', async () => {
    await byHand(world.sandbox.controlPort).remove(200);
    for (const line of ['shift web --green 10', 'rollback web']) {
      const { code, err } = await world.ctl(line);
      expect({ line, code }).toEqual({ line, code: 4 });
      expect(err).toContain('ctl deploy');
    }
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    expect(await readStatus()).toMatchObject({ drift: 0 });
  });

  it('of another account is not changed', async () => {
    const text = world.read(FILE);
    world.write(FILE, text.replace('target: sandbox', 'target: sandbox\naccount: "111122223333"'));
    for (const line of ['shift web --green 10', 'rollback web', 'canary web']) {
      const { code, err } = await world.ctl(line);
      expect({ line, code }).toEqual({ line, code: 3 });
      expect(err).toMatch(/account 000000000000.*111122223333/);
    }
    world.write(FILE, text);
    expect(await readStatus()).toMatchObject({ drift: 0 });
  });
});
