// What the shell offers after TAB.
import { afterAll, describe, expect, it } from '@jest/globals';
import { createWorld, environmentText } from '../helpers/context';

const world = createWorld();
world.write('environments/local.yaml', environmentText(18080, 18081));
for (const version of ['v1', 'v2']) world.write(`code/${version}/index.mjs`, '');
afterAll(() => world.remove());

const offered = async (...words: string[]): Promise<string[]> =>
  (await world.ctl(['--get-yargs-completions', 'ctl', ...words])).out.split('\n');

describe('completion', () => {
  it('offers the verbs', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['shift', 'rollback', 'sandbox']));
  });

  it('offers the names of the environments', async () => {
    expect(await offered('status', '-e', '')).toEqual(['local']);
  });

  it('offers the services of the environment', async () => {
    expect(await offered('rollback', '-e', 'local', '')).toEqual(expect.arrayContaining(['web', 'api']));
  });

  it('offers the services after every verb that takes one', async () => {
    const { out } = await world.ctl('--help');
    const verbs = [...out.matchAll(/^ +ctl (\S+) \[service\]/gm)].map((found) => found[1] ?? '');
    expect(verbs).toEqual(expect.arrayContaining(['status', 'history', 'doctor']));
    for (const verb of verbs)
      expect([verb, await offered(verb, '-e', 'local', '')]).toEqual([verb, expect.arrayContaining(['web'])]);
  });

  it('offers only the values of an option that has choices', async () => {
    expect(await offered('status', '-e', 'local', '-o', '')).toEqual(['table', 'json']);
  });

  it('offers options', async () => {
    expect(await offered('shift', '--')).toContain('--green');
  });

  it('offers options when the file is broken', async () => {
    world.write('environments/broken.yaml', 'services: [');
    expect(await offered('status', '-e', 'broken', '')).toContain('--output');
  });
});

describe('help', () => {
  it.each([
    ...['validate', 'plan', 'deploy', 'status', 'stage', 'canary', 'shift', 'promote', 'rollback', 'settle'],
    ...['sandbox', 'sandbox up', 'sandbox down', 'sandbox status'],
  ])('of %s shows an example', async (verb) => {
    const { code, out } = await world.ctl(`${verb} --help`);
    expect(code).toBe(0);
    expect(out).toContain('Examples:');
    expect(out).toMatch(new RegExp(`^ +ctl ${verb}`, 'm'));
  });
});
