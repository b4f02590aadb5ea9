// ctl report on a release in a sandbox.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import type { Ran, SandboxWorld } from '../helpers/context';
import { Clock } from '../rollout/world';

const FILE = 'environments/local.yaml';
const QUIET = `    rollout:
      metrics: { errors: { no_data: pass }, throttles: { no_data: pass }, latency: { no_data: pass } }
`;

let clock: Clock;
let world: SandboxWorld;

beforeAll(async () => {
  clock = new Clock();
  world = await createSandboxWorld({ now: clock.now });
  world.write(FILE, world.read(FILE).replace('    whitelisted_ips:', `${QUIET}    whitelisted_ips:`));
  await ctl('deploy --yes');
});

afterAll(() => world.close());

const ctl = (line: string): Promise<Ran> => world.ctl(line, { now: clock.now, sleep: clock.sleep });

describe('ctl report', () => {
  it('without a rollout says so', async () => {
    const { code, err } = await ctl('report api --markdown');
    expect([code, err]).toEqual([2, expect.stringContaining('No rollout of api is stored')]);
  });

  it.each(['report web', 'report web --markdown --html x.html'])('takes one form: %s', async (line) => {
    const { code, err } = await ctl(line);
    expect([code, err]).toEqual([2, expect.stringContaining('one of --html and --markdown')]);
  });

  it('tells of a release that settled: its steps, evaluations and journal, in both forms', async () => {
    await ctl('rollout start web --strategy 10:2s,50:1s --bake 1s --interval 1s');
    const { code, out } = await ctl('report web --markdown');
    expect(code).toBe(0);
    expect(out).toContain('# Release of web in local');
    expect(out).toContain('settled');
    expect(out).toMatch(/\| 10 % \| done \| 2s \| /);
    expect(out).toMatch(/\| 50 % \| done \| 1s \| /);
    expect(out).toMatch(/\| tester \| shift|\| tester \| rollout/);
    expect((await ctl('report web --html release.html')).out).toContain('release.html');
    const page = world.read('release.html');
    expect(page).toContain('<h1>Release of web in local</h1>');
    expect(page.match(/<svg /g)).toHaveLength(3);
  });
});
