// A rollback from a checkout whose file does not have a service that others release.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, get } from '../helpers/context';
import { forgetChanges } from '../helpers/journal';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let good: string;

beforeAll(async () => {
  world = await createSandboxWorld();
  good = world.read(FILE);
});

afterAll(() => world.close());

beforeEach(async () => {
  world.write(FILE, good);
  forgetChanges(world);
  expect((await world.ctl('deploy --yes')).code).toBe(0);
});

/** The file from before web was added. */
const withoutWeb = (): string => good.replace(/ {2}web:[^]*?(?= {2}api:)/, '');

describe('a service that only the journal has', () => {
  it('is named by a rollback of every service while its candidate has users, with exit 4', async () => {
    expect((await world.ctl('promote web')).code).toBe(0);
    world.write(FILE, withoutWeb());
    const { code, out, err } = await world.ctl('rollback --all');
    expect(code).toBe(4);
    expect(out).toContain('api: everyone gets blue');
    expect(err).toMatch(/does not have them:\n {2}web: revision \d+, ctl promote by \S+ at \S+, 100 % on green\n/);
    expect(err).toContain('git pull brings the newest file');
    expect(await world.json('rollback --all')).toMatchObject({ code: 4 });
    world.write(FILE, good);
    expect((await world.ctl('rollback --all')).code).toBe(0);
    expect(await get(world.sandbox.port, '/web')).toBe('v1');
  });

  it('is named where it was asked for, and a name that nobody knows is not', async () => {
    world.write(FILE, withoutWeb());
    const { code, err } = await world.ctl('rollback web');
    expect(code).toBe(4);
    expect(err).toMatch(
      /Not in the file of this checkout; nothing was changed:\n {2}web: revision \d+, ctl deploy by /,
    );
    expect((await world.ctl('rollback wep')).code).toBe(2);
  });

  it('does not concern a rollback of every service when its users get the active color', async () => {
    world.write(FILE, withoutWeb());
    expect((await world.ctl('rollback --all')).code).toBe(0);
  });
});
