// ctl sandbox load: bounded load, its tally and its summary, and where it is refused.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';
import { dueBy } from '../../../controller/sandbox/load';
import { chooseRequest } from '../../../controller/sandbox/service-request';
import { suggestLoad } from '../../../controller/rollout/suggest-load';
import type { Progress } from '../../../controller/rollout/driver';

describe('ctl sandbox load', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await createSandboxWorld();
    expect((await world.ctl('deploy --yes')).code).toBe(0);
  }, 120_000);
  afterEach(() => world.close(), 120_000);

  /** Time that only passes while the command sleeps. */
  function clock() {
    let at = Date.parse('2030-01-02T03:04:05Z');
    return {
      now: () => new Date(at),
      sleep: async (milliseconds: number) => {
        at += milliseconds;
        await new Promise((next) => setTimeout(next, 1));
      },
    };
  }

  it('sends what the rate asks for, and counts the answers by version and status', async () => {
    const { code, out, err } = await world.ctl('sandbox load web --rate 10 --for 2s -o json', clock());
    expect(code).toBe(0);
    expect(err).toContain('Sends 10 requests a second for 2s, at most 200 for 1h; Ctrl-C ends it');
    expect(err).toMatch(/^\d+ sent: /m);
    expect(JSON.parse(out)).toMatchObject({
      ...{ environment: 'local', service: 'web', path: '/web', sent: 20, unsent: 0 },
      answers: [{ color: 'blue', version: '1', status: '200', count: 20 }],
    });
  }, 120_000);

  it('counts answers of the load balancer itself apart', async () => {
    const { out } = await world.ctl('sandbox load web --rate 5 --for 1s --path /nobody', clock());
    expect(out).toMatch(/load balancer +\d{3} +5 +100\.0 %/);
  }, 120_000);

  it.each([
    ['--rate 201', '--rate takes a whole number from 1 to 200'],
    ['--for 2h', '--for takes at most 1h, not "2h"'],
    ['--path web', '--path "web" does not begin with /'],
  ])('refuses %s', async (options, message) => {
    const { code, err } = await world.ctl(`sandbox load web ${options}`);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuses an environment that is no sandbox', async () => {
    world.write('environments/prod.yaml', 'load_balancer: { existing: { listener_arn: "arn:aws:x" } }\nservices: {}\n');
    const { code, err } = await world.ctl('sandbox load web -e prod');
    expect(code).toBe(2);
    expect(err).toContain('this load is for a sandbox alone');
  });
});

describe('load', () => {
  it('never asks for more than its time allows', () => {
    const request = { rate: 50, seconds: 2 };
    expect([0, 100, 1000, 2000, 9000].map((elapsed) => dueBy(elapsed, request))).toEqual([0, 5, 50, 100, 100]);
  });

  it.each([
    [['/web'], ['www.example.com'], '/web', 'www.example.com'],
    [['/api/*'], ['*.example.com'], '/api/', 'x.example.com'],
    [['/*'], [], '/', undefined],
    [[], [], '/', undefined],
  ])('of paths %j and hosts %j asks for a path and a host that match', (paths, hostnames, path, host) => {
    expect(chooseRequest({ paths, hostnames }, 8080)).toEqual({ port: 8080, path, host });
  });
});

describe('a rollout that lacks requests', () => {
  const evaluated = (kind: string, reason: string): Progress =>
    ({
      kind: 'event',
      event: { kind: 'evaluated', evaluation: { kind, reason } },
      state: { services: ['web'] },
    }) as never;

  it('names the command once, in a sandbox alone', () => {
    const told = (target: 'sandbox' | 'aws'): number => {
      const all: Progress[] = [];
      const report = suggestLoad((one) => all.push(one), { name: 'local', target });
      report(evaluated('pass', 'fine'));
      report(evaluated('hold', 'errors: 3 of the 50 requests needed since the last shift'));
      report(evaluated('hold', 'errors: 4 of the 50 requests needed since the last shift'));
      return all.filter(
        (one) => one.kind === 'warning' && one.message.includes('ctl sandbox load web -e local --rate 50'),
      ).length;
    };
    expect([told('sandbox'), told('aws')]).toEqual([1, 0]);
  });
});
