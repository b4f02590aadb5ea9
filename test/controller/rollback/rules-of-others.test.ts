// Rules with a login, a rewrite or a condition of others, through every verb: traffic moves, and what is theirs stays.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { COGNITO, HOST_REWRITE, LOGIN, URL_REWRITE } from '../../helpers/listener-rules';
import { startRulesOfOthers } from '../../helpers/rules-of-others';
import type { RulesOfOthers } from '../../helpers/rules-of-others';
import { createSandboxWorld, get } from '../helpers/context';
import { forgetChanges } from '../helpers/journal';

const FILE = 'environments/local.yaml';
const PRODUCTION = 200;
const SLOT = 198;
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let others: RulesOfOthers;
let good: string;

beforeAll(async () => {
  world = await createSandboxWorld();
  others = await startRulesOfOthers(world.sandbox.controlPort);
  good = world.read(FILE).replace(/control_port: \d+/, `control_port: ${others.port}`);
  world.write(FILE, good);
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});

afterAll(async () => {
  others.close();
  await world.close();
});

/** Half of the traffic on green, and a canary; nothing of others is cached. */
beforeEach(async () => {
  others.clear();
  world.write(FILE, good);
  forgetChanges(world);
  for (const line of ['deploy --yes', 'canary web', 'shift web --green 50']) {
    expect(await world.ctl(line)).toMatchObject({ code: 0 });
  }
});

const live = async (): Promise<unknown> => (await world.json('status web')).document;

const HALF = { services: [{ live: { blue: 50, green: 50 } }] };
const BACK = { services: [{ live: { blue: 100, green: 0 } }] };

const RELEASES = { 'at once': [], 'after a status': ['status web'] };

describe.each(Object.entries(RELEASES))('a rollback %s', (_, before) => {
  it.each([
    ['a login', { actions: [LOGIN] }, 'authenticate-oidc'],
    ['a login with Cognito', { actions: [COGNITO] }, 'authenticate-cognito'],
    ['a rewrite of the URL', { transforms: [URL_REWRITE] }, 'url-rewrite'],
    ['rewrites and a login', { actions: [LOGIN], transforms: [URL_REWRITE, HOST_REWRITE] }, 'host-header-rewrite'],
    [
      'a regular expression',
      { conditions: [{ Field: 'host-header', HostHeaderConfig: { RegexValues: ['^web'] } }] },
      'host-header matching ^web',
    ],
  ])('moves traffic and keeps %s', async (_title, parts, named) => {
    others.put(PRODUCTION, parts);
    for (const line of before) await world.ctl(line);
    const { code, out, err } = await world.ctl('rollback web');
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining(named) });
    expect(out).toMatch(
      /web: everyone gets blue \((v\d+-\w+, )?package \.\.\/code\/v1\), canary off — accepted and read back/,
    );
    expect(others.on(PRODUCTION)).toMatchObject(parts);
    expect(others.modified.flat().filter((name) => /^ResetTransforms|^Transforms/.test(name))).toEqual([]);
    expect(await live()).toMatchObject(BACK);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });
});

describe('a rollback of a rule with a login', () => {
  it('keeps it on a canary slot', async () => {
    others.put(SLOT, { actions: [LOGIN] });
    expect((await world.ctl('rollback web')).code).toBe(0);
    expect(others.on(SLOT)).toMatchObject({ actions: [LOGIN] });
    expect(await get(world.sandbox.port, '/web', '127.0.0.2')).toBe('v1');
  });

  it('sends the login that was read last when the rules cannot be read before the change', async () => {
    others.put(PRODUCTION, { actions: [LOGIN] });
    await world.ctl('status web');
    others.deny('DescribeRules', 1);
    const { code, err } = await world.ctl('rollback web');
    expect(code).toBe(0);
    expect(err).toContain('The rules could not be read before the change');
    expect(others.on(PRODUCTION)).toMatchObject({ actions: [LOGIN] });
    expect(await live()).toMatchObject(BACK);
  });

  it('reads the rules when nothing is cached', async () => {
    others.put(PRODUCTION, { actions: [LOGIN] });
    rmSync(join(world.root, '.teal/known'), { recursive: true });
    expect((await world.ctl('rollback web')).code).toBe(0);
    expect(others.on(PRODUCTION)).toMatchObject({ actions: [LOGIN] });
  });
});

describe('every other verb', () => {
  it.each([
    ['a login', { actions: [LOGIN] }, 'authenticate-oidc'],
    ['a rewrite', { transforms: [URL_REWRITE] }, 'url-rewrite'],
  ])('moves traffic and keeps %s, which drift and status name', async (_, parts, named) => {
    others.put(PRODUCTION, parts);
    others.put(SLOT, parts);
    for (const line of ['shift web --green 20', 'canary web --ip 127.0.0.9', 'promote web', 'shift web --green 50']) {
      const { code, err } = await world.ctl(line);
      expect({ line, code, err }).toMatchObject({ line, code: 0, err: expect.stringContaining(named) });
    }
    expect(await live()).toMatchObject(HALF);
    expect(others.on(PRODUCTION)).toMatchObject(parts);
    expect(others.on(SLOT)).toMatchObject(parts);
    const { code, out } = await world.ctl('drift web');
    expect(code).toBe(4);
    expect(out).toContain(`live      blue 50 %, green 50 %, with ${named}`);
    expect((await world.ctl('status web')).out).toContain(`not in the file, and stays: ${named}`);
    expect((await world.ctl('explain --path /web --live')).out).toContain(
      `with what others have put on the rule: ${named}`,
    );
  });

  it('still stops for weights that somebody else has changed beside a login', async () => {
    others.put(PRODUCTION, { actions: [LOGIN] });
    world.write(FILE, world.read(FILE).replace('green_weight: 50', 'green_weight: 40'));
    const { code, err } = await world.ctl('shift web --green 60');
    expect(code).toBe(4);
    expect(err).toContain('live: blue 50 %, green 50 %, with authenticate-oidc');
  });
});
