// Two files of a checkout that claim the same: which verbs refuse, what they say, and what never stops.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readClaims } from '../../../environments';
import { cachedClaims } from '../../../controller/workspace/claims-cache';
import { createSandboxWorld, createWorld, environmentText } from '../helpers/context';
import type { World } from '../helpers/context';

const aws = (family: string): string => `account: "111111111111"
load_balancer: { existing: { listener_arn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/x/1/2" } }
services:
  web:
    family: ${family}
    hostnames: [${family}.example.com]
    priority: 100
    blue_image: 111111111111.dkr.ecr.us-east-1.amazonaws.com/web@sha256:${'a'.repeat(64)}
    active_color: blue
    green_weight: 0
`;

describe('two files that claim the same', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
    world.write('environments/prod.yaml', aws('web'));
    world.write('environments/copy.yaml', aws('web').replace('priority: 100', 'priority: 200'));
  });
  afterEach(() => world.remove());

  it.each(['shift web --green 10', 'canary web --ip 203.0.113.7', 'deploy --yes', 'plan', 'drift', 'doctor', 'pull'])(
    'are refused by ctl %s, with the other file',
    async (verb) => {
      const { code, err } = await world.ctl(`${verb} -e prod`);
      expect(err).toMatch(
        /environments\/prod\.yaml:5:13: error: services\.web\.family: .*web in copy.*\(copy\.yaml:5\)/,
      );
      expect(code).toBe(2);
    },
  );

  it('have the code CLAIMED_TWICE, for the error and for each problem', async () => {
    const { document } = await world.json('shift web --green 10 -e copy');
    expect(document).toMatchObject({
      error: {
        code: 'CLAIMED_TWICE',
        exitCode: 2,
        problems: [{ code: 'CLAIMED_TWICE', field: 'services.web.family' }],
      },
    });
  });

  it('are a problem of both for ctl validate, and of one when one is named', async () => {
    const both = await world.json('validate');
    expect(both).toMatchObject({ code: 2, document: { valid: false, files: { length: 2 } } });
    expect(both.document).toMatchObject({
      problems: [{ file: 'environments/copy.yaml' }, { file: 'environments/prod.yaml' }],
    });
    expect((await world.json('validate -e prod')).document).toMatchObject({
      problems: [{ file: 'environments/prod.yaml' }],
    });
  });

  it('are reported together with what is wrong with one of them', async () => {
    world.write('environments/prod.yaml', aws('web').replace('green_weight: 0', 'green_weight: 101'));
    const { out } = await world.ctl('validate -e prod');
    expect(out).toMatch(/green_weight: 101 is not .*\n/);
    expect(out).toContain('services.web.family');
  });

  it('stop no other environment', async () => {
    world.write('environments/other.yaml', aws('other').replace('priority: 100', 'priority: 300'));
    expect((await world.ctl('validate -e other')).code).toBe(0);
    expect(await world.ctl('iam-policy -e other')).toMatchObject({ code: 0 });
  });

  it('stop nobody while one of them cannot be read', async () => {
    world.write('environments/copy.yaml', `<<<<<<< HEAD\n${aws('web')}`);
    expect(await world.ctl('iam-policy -e prod')).toMatchObject({ code: 0 });
    expect((await world.ctl('validate')).out).toMatch(
      /^environments\/copy\.yaml:1:1: error: a merge conflict begins here/,
    );
  });

  it('are no problem of a draft in another folder', async () => {
    world.write('drafts/prod.yaml', aws('web'));
    expect(await world.ctl('validate drafts/prod.yaml')).toMatchObject({ code: 0 });
  });

  it('that are one environment are both named', async () => {
    world.write('environments/prod.yml', aws('web'));
    const { code, err } = await world.ctl('shift web --green 10 -e prod');
    expect(err).toMatch(/Two files are the environment prod: \S+prod\.yaml and \S+prod\.yml/);
    expect(code).toBe(2);
  });

  it('stop the synthesis, with the problem of each', () => {
    const repository = join(__dirname, '../../..');
    const app = [join(repository, 'node_modules/tsx/dist/cli.mjs'), join(repository, 'main.ts')];
    const { status, stderr } = spawnSync(process.execPath, app, { cwd: world.root, encoding: 'utf8' });
    expect(stderr).toMatch(
      /copy\.yaml:5:13: error: services\.web\.family[^]*prod\.yaml:5:13: error: services\.web\.family/,
    );
    expect(status).toBe(2);
  });
});

describe('a rollback', () => {
  let world: Awaited<ReturnType<typeof createSandboxWorld>>;
  beforeAll(async () => {
    world = await createSandboxWorld();
    await world.ctl('deploy -e local --yes');
    await world.ctl('shift web --green 50 -e local');
    // As on macOS, where both would be one file.
    world.write('environments/LOCAL.yaml', environmentText(1, 2));
  });
  afterAll(() => world.close());

  it('and the journal of a required environment are read whatever other files claim', async () => {
    const text = world.read('environments/local.yaml');
    const required = 'rollout: { requires: { environment: local, baked: 1h } }';
    world.write('environments/next.yaml', text.replace('services:', `defaults: { ${required} }\nservices:`));
    const { code, err } = await world.ctl('shift web --green 60 -e next');
    expect(err).not.toContain('LOCAL');
    expect(code).toBe(3);
  });

  it('is never stopped by another file', async () => {
    expect(await world.ctl('shift web --green 60 -e local')).toMatchObject({ code: 2 });
    expect(await world.ctl('rollback web -e local')).toMatchObject({ code: 0 });
    expect(await world.ctl('status -e local')).toMatchObject({ code: 0 });
    expect(world.read('environments/local.yaml')).toContain('green_weight: 0');
  });

  it('uses the file that was read last where two are one environment', async () => {
    const other = environmentText(1, 2);
    world.write('environments/local.yml', world.read('environments/local.yaml').replace('weight: 0', 'weight: 50'));
    rmSync(join(world.root, 'environments/LOCAL.yaml'));
    rmSync(join(world.root, 'environments/local.yaml'));
    await world.ctl('deploy -e local --yes');
    world.write('environments/local.yaml', other);
    expect(await world.ctl('rollback web -e local')).toMatchObject({ code: 0 });
    expect(world.read('environments/local.yml')).not.toContain('green_weight: 50');
    expect(world.read('environments/local.yaml')).toBe(other);
  });
});

describe('the cache of claims', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
    world.write('environments/prod.yaml', aws('web'));
    world.write('environments/copy.yaml', aws('web'));
  });
  afterEach(() => world.remove());

  it('parses a text once, also of another environment', () => {
    const parsed: string[] = [];
    const read = (text: string, file: string) => {
      const cache = cachedClaims(world.root, (...args) => {
        parsed.push(file);
        return readClaims(...args);
      });
      const claims = cache.read(text, file);
      cache.save();
      return claims;
    };
    const first = read(aws('web'), '/x/a.yaml');
    expect(read(aws('web'), '/x/a.yaml')).toEqual(JSON.parse(JSON.stringify(first)));
    expect(parsed).toEqual(['/x/a.yaml']);
    expect(read(aws('web'), '/x/b.yaml').name).toBe('b');
    expect(read(aws('api'), '/x/b.yaml').services[0]?.family).toBe('api');
    expect(parsed).toHaveLength(3);
  });

  it('is used by verbs, follows edits, and is ignored when it is damaged', async () => {
    const refused = async (): Promise<boolean> => (await world.ctl('iam-policy -e prod')).code === 2;
    expect([await refused(), await refused()]).toEqual([true, true]);
    world.write('environments/copy.yaml', aws('copy').replace('priority: 100', 'priority: 200'));
    expect(await refused()).toBe(false);
    const whole = world.read('.teal/claims.json');
    for (const text of ['', 'null', '{}', whole.slice(0, -1), whole.replace(/"family":"copy"/, '"family":7')]) {
      world.write('.teal/claims.json', text);
      expect(await refused()).toBe(false);
    }
    expect(world.read('.teal/claims.json')).toBe(whole);
  });
});
