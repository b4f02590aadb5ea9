// ctl rollback --to: the routing of an earlier revision of the journal, where the colors still run what they ran.
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
  await run('deploy --yes'); // revision 1
  await run('canary web --ip 127.0.0.3'); // 2
  await run('shift web --green 30'); // 3
  await run('promote web'); // 4
  await run('settle web'); // 5
}, 60_000);

afterAll(() => world.close());

describe('a rollback to a revision', () => {
  it('returns active color, split, canary and addresses to what they were', async () => {
    expect(await run('rollback web --to 3')).toContain('web: 70 % get blue (package ../code/v1), 30 % get green');
    expect(world.read(FILE)).toContain('active_color: blue');
    expect(world.read(FILE)).toContain('green_weight: 30');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v2');
  });

  it('takes what the first change after it found, where no change of the service came before', async () => {
    await run('rollback web --to 1');
    expect(world.read(FILE)).toContain('green_weight: 0');
    expect(await get(world.sandbox.port, '/web', '127.0.0.3')).toBe('v1');
  });

  it('says so when everything is so already', async () => {
    expect(await run('rollback web --to 1')).toContain('No change');
  });

  it.each(['0', '99', 'three', '-1', '1.5'])('refuses revision %s, which there is not', async (revision) => {
    const { code, err } = await world.ctl(`rollback web --to=${revision}`);
    expect(err).toContain(`has no revision "${revision}"`);
    expect(code).toBe(2);
  });

  it('refuses for a service of which the journal says nothing', async () => {
    const { code, err } = await world.ctl('rollback api --to 3');
    expect(err).toContain('api: the journal does not say how api was in revision 3');
    expect(code).toBe(3);
  });

  it('refuses when a color that had users runs other code now, and leaves everything as it is', async () => {
    await run('stage web --package code/v3 --yes');
    const before = world.read(FILE);
    const { code, err } = await world.ctl('rollback web --to 3');
    expect(err).toContain('web: green had users in revision 3 and runs other code now');
    expect(err).toContain('ctl stage web brings the code back first');
    expect(code).toBe(3);
    expect(world.read(FILE)).toBe(before);
  });
});
