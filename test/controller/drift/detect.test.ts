// Rules that somebody else has changed: verbs stop and show both sides, a rollback continues.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../../controller/aws/router';
import { loadEnvironment } from '../../../environments';
import { desiredRules, diffRules } from '../../../routing';
import { testContext } from '../../contract/context';
import { createSandboxWorld } from '../helpers/context';

let world: Awaited<ReturnType<typeof createSandboxWorld>>;
const FILE = 'environments/local.yaml';

beforeAll(async () => {
  world = await createSandboxWorld();
  await world.ctl('deploy --yes');
});

afterAll(() => world.close());

/** Gives green a weight without ctl. */
async function meddle(greenWeight: number): Promise<void> {
  const { environment } = loadEnvironment(`${world.root}/${FILE}`);
  const router = await createRouter(environment, testContext(world.root));
  const web = environment.services.filter((service) => service.name === 'web');
  const desired = web.flatMap((service) => desiredRules({ ...service, green_weight: greenWeight }));
  await router.apply(diffRules(desired, await router.read()).changes);
}

beforeEach(() => meddle(40));

describe('drift', () => {
  it('stops a shift with exit 4, shows both sides and changes nothing', async () => {
    const before = world.read(FILE);
    const { code, err } = await world.ctl('shift web --green 10');
    expect(code).toBe(4);
    expect(err).toContain('file: blue 100 %, green 0 %; live: blue 60 %, green 40 %');
    expect(err).toContain('ctl deploy -e local');
    expect(world.read(FILE)).toBe(before);
  });

  it('stops a stage, since the candidate gets traffic without a weight in the file', async () => {
    expect((await world.ctl('stage web --package code/v3 --yes')).code).toBe(4);
  });

  it('does not concern another service', async () => {
    expect((await world.ctl('rollback api')).code).toBe(0);
  });

  it('is shown by status, with the weights of the file and the live weights', async () => {
    const { document } = await world.json('status web');
    expect(document).toMatchObject({
      schemaVersion: 1,
      services: [{ service: 'web', phase: 'steady', weights: { green: 0 }, live: { blue: 60, green: 40 } }],
    });
    expect((await world.ctl('status')).out).toContain('drift');
  });

  it('shows in ctl versions: they run where the live rules say; by the file only where those cannot be read, which it says', async () => {
    expect((await world.ctl('versions web')).out).toMatch(/blue, 60 %[^]*green, 40 %/);
    const good = world.read(FILE);
    world.write(FILE, good.replace(/control_port: \d+/, 'control_port: 1'));
    const { out } = await world.ctl('versions web');
    world.write(FILE, good);
    expect(out).toMatch(/blue, 100 %[^]*green, no traffic/);
    expect(out).toContain('By the file, since the live rules are unknown: ');
  });

  it('does not stop a rollback, which warns and restores the live rules', async () => {
    const { code, err } = await world.ctl('rollback web');
    expect(code).toBe(0);
    expect(err).toContain('warning: The live rule differed from the file');
    expect(await world.json('status web')).toMatchObject({ document: { services: [{ drift: [] }] } });
  });

  it('is corrected by a deploy', async () => {
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    expect(await world.json('status web')).toMatchObject({ document: { services: [{ drift: [] }] } });
  });

  it('of a service that was renamed names the old one, and both families of target groups', async () => {
    const good = world.read(FILE);
    world.write(FILE, good.replace('  web: ', '  site: '));
    const { err } = await world.ctl('deploy --yes');
    const { out } = await world.ctl('status site');
    const drift = await world.ctl('drift site');
    world.write(FILE, good);
    expect(err).toMatch(
      /Priority 19\d, which site needs, is taken by this environment's own rule of the service web: arn/,
    );
    expect(err).toContain('If web was renamed to site, write its old name again');
    expect(out).toMatch(/file: local-site-blue 100 %.*; live: local-web-blue 60 %/);
    expect(drift.out).toMatch(/file +local-site-blue 100 %[^]*live +local-web-blue 60 %/);
  });
});
