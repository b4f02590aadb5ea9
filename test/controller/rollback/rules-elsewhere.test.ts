// A rollback where the rules have other priorities, hosts or paths than in this file: a colleague has changed them, or somebody by hand.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { byHand } from '../helpers/by-hand';
import { createSandboxWorld, get } from '../helpers/context';
import { forgetChanges } from '../helpers/journal';

const FILE = 'environments/local.yaml';
const PRODUCTION = 200;
const SLOT = 198;
const TESTER = '127.0.0.3';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let hand: ReturnType<typeof byHand>;
let good: string;

beforeAll(async () => {
  world = await createSandboxWorld();
  hand = byHand(world.sandbox.controlPort);
  good = world.read(FILE);
});

afterAll(() => world.close());

/** Everybody on green, and a canary. */
beforeEach(async () => {
  world.write(FILE, good);
  forgetChanges(world);
  for (const line of ['deploy --yes', `canary web --ip ${TESTER}`, 'promote web']) {
    expect((await world.ctl(line)).code).toBe(0);
  }
});

const CACHE = {
  'with its cache': () => undefined,
  'of a fresh clone': () => rmSync(join(world.root, '.teal/known'), { recursive: true }),
};

describe.each(Object.entries(CACHE))('a rollback %s', (_title, forget) => {
  it('keeps the hosts and paths that the rules have, and names them', async () => {
    await hand.setPaths(PRODUCTION, ['/web', '/web2']);
    await hand.setPaths(SLOT, ['/web', '/web2']);
    forget();
    const { code, out, err } = await world.ctl('rollback web');
    expect(code).toBe(0);
    expect(out).toContain('everyone gets blue');
    expect(err).toContain('web production (rule 200): not the hosts and paths of the file, and stay: /web, /web2');
    for (const path of ['/web', '/web2']) {
      expect(await get(world.sandbox.port, path)).toBe('v1');
      expect(await get(world.sandbox.port, path, TESTER)).toBe('v1');
    }
  });

  it('finds a production rule and a slot that were moved', async () => {
    await hand.move(PRODUCTION, 210);
    await hand.move(SLOT, 208);
    forget();
    const { code, out, err } = await world.ctl('rollback web');
    expect(code).toBe(0);
    expect(out).toMatch(
      /everyone gets blue \((v\d+-\w+, )?package \.\.\/code\/v1\), canary off — accepted and read back/,
    );
    expect(err).toContain(
      'web production: its rule is at priority 210, not at 200 as in the file; it was changed there',
    );
    expect(err).toContain('web canary-0: its rule is at priority 208, not at 198 as in the file; it was changed there');
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
    expect(await get(world.sandbox.port, '/web', TESTER)).toBe('v1');
    await hand.move(210, PRODUCTION);
    await hand.move(208, SLOT);
  });

  it('tells a slot from the production rule when it has its priority', async () => {
    await hand.move(PRODUCTION, 202);
    await hand.move(SLOT, PRODUCTION);
    forget();
    expect((await world.ctl('rollback web')).code).toBe(0);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
    expect(await get(world.sandbox.port, '/web', TESTER)).toBe('v1');
    await hand.move(PRODUCTION, SLOT);
    await hand.move(202, PRODUCTION);
    expect((await world.json('drift web')).code).toBe(0);
  });
});
