// ctl rollback --to: restores the routing of an earlier revision of the journal, if the colors still run the same code.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;

const run = async (line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};

beforeAll(async () => {
  world = await createSandboxWorld();
  await run('deploy --yes'); // revisions 1 (web) and 2 (api)
  await run('canary web --ip 127.0.0.3'); // 3
  await run('shift web --green 30'); // 4
  await run('promote web'); // 5
  await run('settle web'); // 6
}, 60_000);

afterAll(() => world.close());

describe('a rollback to a revision', () => {
  it('restores active color, split, canary and addresses', async () => {
    expect(await run('rollback web --to 4')).toContain('web: 70 % get blue (package ../code/v1), 30 % get green');
    expect(world.read(FILE)).toContain('active_color: blue');
    expect(world.read(FILE)).toContain('green_weight: 30');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v2');
  });

  it('uses the state before the next change when the service had no earlier change', async () => {
    await run('rollback web --to 1');
    expect(world.read(FILE)).toContain('green_weight: 0');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v1');
  });

  it('reports that nothing changed when the state is the same', async () => {
    expect(await run('rollback web --to 1')).toContain('No change');
  });

  it.each(['0', '99', 'three', '-1', '1.5'])('refuses revision %s, which does not exist', async (revision) => {
    const { code, err } = await world.ctl(`rollback web --to=${revision}`);
    expect(err).toContain(`has no revision "${revision}"`);
    expect(code).toBe(2);
  });

  it('is refused for a service without an entry in the journal', async () => {
    const { code, err } = await world.ctl('rollback api --to 1');
    expect(err).toContain('api: the journal does not say how api was in revision 1');
    expect(code).toBe(3);
  });

  it('is refused when a color that had users runs other code now, and changes nothing', async () => {
    await run('stage web --package code/v3 --yes');
    const before = world.read(FILE);
    const { code, err } = await world.ctl('rollback web --to 4');
    expect(err).toContain('web: green had users in revision 4 and runs other code now');
    expect(err).toContain('ctl stage web brings the code back first');
    expect(code).toBe(3);
    expect(world.read(FILE)).toBe(before);
  });
});
