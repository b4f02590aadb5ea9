// ctl explain: by the rules of the file and by the live rules, including foreign ones.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byHand } from '../helpers/by-hand';
import { createSandboxWorld } from '../helpers/context';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;

beforeAll(async () => {
  world = await createSandboxWorld();
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  expect((await world.ctl('canary web')).code).toBe(0);
  expect((await world.ctl('shift web --green 25')).code).toBe(0);
});
afterAll(() => world.close());

const out = async (line: string): Promise<string> => (await world.ctl(line)).out;

describe('ctl explain', () => {
  it('shows the percentage of each color, and why the canary did not match', async () => {
    expect(await out('explain --path /web')).toBe(
      [
        'GET */web from 198.51.100.1, by the rules in the file of local',
        'hits rule 200 (web production)',
        '    75 % blue of web (local-web-blue)',
        '    25 % green of web (local-web-green)',
        'Rules above it that did not match:',
        '  rule 98 (api canary-0): wants path-pattern /api, got /web',
        '  rule 100 (api production): wants path-pattern /api, got /web',
        '  rule 198 (web canary-0): wants source-ip 127.0.0.2/32, got 198.51.100.1',
      ].join('\n'),
    );
  });

  it('shows that a tester hits the canary', async () => {
    expect(await out('explain --path /web --ip 127.0.0.2')).toContain('hits rule 198 (web canary-0)');
  });

  it('explains the live rules too, and names the default rule when no rule matches', async () => {
    expect(await out('explain --path /web --live')).toContain('    25 % green of web (local-web-green)');
    expect(await out('explain --path /other --live')).toMatch(/hits the default rule\n {2}answers 404/);
    expect(await out('explain --path /other')).toContain('hits no rule: the default rule of the listener answers');
  });

  it('shows a foreign rule that takes the requests', async () => {
    await byHand(world.sandbox.controlPort).foreignRule(1, [{ Field: 'path-pattern', Values: ['/w*'] }]);
    expect(await out('explain --path /web --live')).toContain('hits rule 1 (not of this environment)\n  answers 503');
    expect(await world.json('explain --path /web --live')).toMatchObject({
      code: 0,
      document: { by: 'live', hit: { priority: 1, owner: null }, otherwise: 'answers 503', destinations: [] },
    });
  });

  it.each([
    ['explain --ip home', '--ip "home" is not an address'],
    ['explain --path web', '--path "web" does not begin with /'],
    ['explain --header X-Canary', '--header "X-Canary" has no name and value'],
  ])('%s is refused', async (line, message) => {
    const { code, err } = await world.ctl(line);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
