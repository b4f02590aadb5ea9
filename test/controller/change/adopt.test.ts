// ctl drift and ctl adopt, after somebody changed rules by hand.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { byHand } from '../helpers/by-hand';
import type { ByHand } from '../helpers/by-hand';
import { createSandboxWorld } from '../helpers/context';
import { journalOf } from '../helpers/journal';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let hand: ByHand;

beforeAll(async () => {
  world = await createSandboxWorld();
  hand = byHand(world.sandbox.controlPort);
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
beforeEach(async () => {
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

describe('ctl drift', () => {
  it('finds no difference when nobody changed anything', async () => {
    const { code, out } = await world.ctl('drift');
    expect(code).toBe(0);
    expect(out).toContain('4 of 4 rules are the same on every side that was read');
    expect(out).toContain("Terraform's state was not read: a sandbox has no Terraform");
  });

  it('shows the sides of a rule that was changed, with exit 4, and the commands that resolve it', async () => {
    await hand.setWeights(200, 70, 30);
    const { code, out } = await world.ctl('drift web');
    expect(code).toBe(4);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'web production (rule 200)',
      '  file      blue 100 %, green 0 %',
      '  live      blue 70 %, green 30 %',
    ]);
    expect(out).toContain(
      'To keep the live rules: ctl adopt web -e local; ctl deploy -e local restores those of the file',
    );
    expect((await world.ctl('adopt web -e local --dry-run')).code).toBe(0);
    await hand.setWeights(100, 50, 50);
    expect((await world.ctl('drift')).out).toContain(
      'keep the live rules: ctl adopt api -e local, ctl adopt web -e local; ',
    );
    await hand.setWeights(100, 100, 0);
    expect(await world.json('drift web')).toMatchObject({
      code: 4,
      document: { drifted: true, rules: [{ differs: null }, { differs: 'live', rule: { role: 'production' } }] },
    });
    expect((await world.ctl('drift api')).code).toBe(0);
  });

  it('shows the conditions where they differ, in every verb', async () => {
    await hand.setPaths(200, ['/web', '/web2']);
    const file = 'blue 100 %, green 0 %, for path-pattern /web';
    const { out } = await world.ctl('drift web');
    expect(out.split('\n').slice(1, 3)).toEqual([`  file      ${file}`, `  live      ${file} or /web2`]);
    const both = `file: ${file}; live: ${file} or /web2`;
    expect((await world.ctl('status web')).out).toContain(both);
    expect((await world.ctl('shift web --green 10')).err).toContain(both);
  });

  it('finds a rule that is gone', async () => {
    await hand.remove(198);
    const { code, out } = await world.ctl('drift web');
    expect(code).toBe(4);
    expect(out).toContain('  live      no such rule');
  });

  it('finds a foreign rule that takes requests, and ignores one that cannot', async () => {
    await hand.foreignRule(3, [{ Field: 'path-pattern', Values: ['/other*'] }]);
    expect((await world.ctl('drift')).code).toBe(0);
    await hand.foreignRule(2, [{ Field: 'path-pattern', Values: ['/we?'] }]);
    const { code, out } = await world.ctl('drift');
    expect(code).toBe(4);
    expect(out).toContain('web: rule 2, not of this environment, comes first for some of its requests');
    expect(out).not.toContain('api: rule');
    await hand.remove(2);
  });

  it('stops every change but a rollback', async () => {
    await hand.setWeights(200, 70, 30);
    for (const line of ['shift web --green 10', 'promote web', 'canary web', 'stage web --package code/v3 --yes']) {
      const before = world.read(FILE);
      const { code, err } = await world.ctl(line);
      expect({ line, code }).toEqual({ line, code: 4 });
      expect(err).toContain('ctl adopt web -e local');
      expect(world.read(FILE)).toBe(before);
    }
    expect((await world.ctl('rollback web')).code).toBe(0);
    expect((await world.ctl('drift')).code).toBe(0);
  });
});

describe('ctl adopt', () => {
  it('writes weights and canary addresses into the file and changes no rule', async () => {
    await hand.setWeights(200, 70, 30);
    await hand.setSources(198, ['127.0.0.9/32', '127.0.0.8/32']);
    const dry = await world.ctl('adopt web --dry-run');
    expect(dry.out).toContain('blue 70 %, green 30 %, blue active, canary on for 127.0.0.9/32, 127.0.0.8/32');
    const { code } = await world.ctl('adopt web -m console');
    expect(code).toBe(0);
    expect(world.read(FILE)).toContain('green_weight: 30');
    expect(world.read(FILE)).toContain('whitelisted_ips: ["127.0.0.9/32", "127.0.0.8/32"]');
    expect(world.read(FILE)).toContain('    # moved by ctl');
    expect((await world.ctl('drift')).code).toBe(0);
    expect(journalOf(world).at(-1)).toMatchObject({ verb: 'adopt', service: 'web', reason: 'console' });
    expect((await world.ctl('adopt web')).out).toContain('the file matches what is live already');
    expect((await world.ctl('rollback web')).code).toBe(0);
  });

  it.each([
    ['one to one', [1, 1], 'blue 50 %, green 50 %', 50],
    ['nine to one', [900, 100], 'blue 90 %, green 10 %', 10],
  ] as const)('takes weights of %s over as percent', async (_, [blue, green], words, weight) => {
    await hand.setWeights(200, blue, green);
    expect((await world.ctl('drift web')).out).toContain(`live      ${words}`);
    expect(await world.json('status web')).toMatchObject({ document: { services: [{ live: { green: weight } }] } });
    expect((await world.ctl('adopt web')).code).toBe(0);
    expect(world.read(FILE)).toContain(`green_weight: ${weight}`);
    expect((await world.ctl('drift web')).code).toBe(0);
  });

  it('takes a single target group over as everything', async () => {
    await hand.setSingle(200, 'green');
    expect((await world.ctl('drift web')).out).toContain('live      green 100 %');
    expect((await world.ctl('adopt web')).code).toBe(0);
    expect(world.read(FILE)).toContain('green_weight: 100');
    expect((await world.ctl('drift web')).code).toBe(0);
    expect((await world.ctl('rollback web')).code).toBe(0);
  });

  it.each([
    [
      'weights that are not whole percent',
      () => hand.setWeights(200, 2, 1),
      /production \(rule 200\) differs in action/,
    ],
    ['a rule that is gone', () => hand.remove(198), /canary-0 \(rule 198\) does not exist/],
  ])('refuses %s, and leaves the file unchanged', async (_, change, message) => {
    await change();
    const before = world.read(FILE);
    const { code, err } = await world.ctl('adopt web');
    expect(err).toMatch(message);
    expect(err).toContain('ctl deploy');
    expect(code).toBe(3);
    expect(world.read(FILE)).toBe(before);
  });
});
