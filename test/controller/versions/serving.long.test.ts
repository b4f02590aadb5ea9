// What serves is never touched: deployments, folders that are edited in place, hands of others, and the one door.
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLambda } from '../../../controller/aws/lambda';
import type { Lambda } from '../../../controller/aws/lambda';
import { loadEnvironment } from '../../../environments';
import type { Environment } from '../../../environments';
import { createSandboxWorld, get, handler, testContext } from '../helpers/context';
import type { SandboxWorld } from '../helpers/context';
import { journalOf } from '../helpers/journal';

const FILE = 'environments/local.yaml';
const VERSIONS = 'environments/local.versions.yaml';
let world: SandboxWorld;
let lambda: Lambda;

beforeEach(async () => {
  world = await createSandboxWorld();
  await ok('deploy --yes');
  lambda = await openLambda(environment(), testContext(world.root, [], []));
});
afterEach(() => world.close());

const ok = async (line: string): Promise<string> => {
  const { code, out, err } = await world.ctl(line);
  expect({ line, code, err }).toMatchObject({ line, code: 0 });
  return out;
};
const refused = async (line: string, code: string): Promise<string> => {
  const { document } = await world.json(line);
  expect({ line, document }).toMatchObject({ line, document: { error: { code } } });
  return JSON.stringify(document);
};
const environment = (): Environment => loadEnvironment(join(world.root, FILE)).environment;
const edit = (from: string | RegExp, to: string): void => {
  const text = world.read(FILE);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  world.write(FILE, edited);
};
/** The versions that the aliases of web lead to. */
const aliases = async (): Promise<unknown> => ({
  blue: (await lambda.alias('local-web-blue'))?.version,
  green: (await lambda.alias('local-web-green'))?.version,
});
const answer = (): Promise<string> => get(world.sandbox.port, '/web');

describe('a setting under defaults', () => {
  beforeEach(() => edit('services:', 'defaults:\n  environment: { LOG_LEVEL: debug }\nservices:'));

  it('is not deployed to a color with traffic, but waits for a stage', async () => {
    const before = (await lambda.alias('local-web-blue'))?.version;
    expect((await world.ctl('plan')).err).toContain('web: not released yet: environment.LOG_LEVEL not set');
    expect((await world.ctl('validate')).err + (await world.ctl('validate')).out).toContain('not released yet');
    expect((await world.ctl('status')).out).toContain('ctl stage web puts it on green');
    await ok('deploy --yes');
    expect((await lambda.alias('local-web-blue'))?.version).toBe(before);
    expect((await lambda.find('local-web-blue'))?.configuration.Environment?.Variables ?? {}).toEqual({});
  });

  it('is named with what to type after the command: where the deployment puts it, and where a stage would', async () => {
    const waits =
      /web: not released yet: environment.LOG_LEVEL .*; it waits on green: ctl shift web --candidate 10, or ctl pro/;
    expect((await world.ctl('plan')).err).toMatch(waits);
    const { err } = await world.ctl('deploy --yes');
    expect(err).toMatch(waits);
    expect(err).not.toContain('ctl stage');
    expect((await world.ctl('status web')).out).toContain('it waits on green');
    await ok('shift web --candidate 10');
    expect((await world.ctl('status web')).out).not.toContain('not released yet');
    await ok('promote web');
    edit('LOG_LEVEL: debug', 'LOG_LEVEL: trace');
    expect((await world.ctl('status web')).out).toContain('ctl stage web puts it on blue\n');
    expect(await ok('stage web --yes')).toContain('on blue');
    const inPlace = await world.ctl('deploy api --in-place api/blue --yes');
    expect(inPlace).toMatchObject({ code: 0, err: expect.not.stringContaining('not released yet') });
  });

  it('is released like code, and a rollback takes it back', async () => {
    await ok('stage web --yes -m more');
    expect((await lambda.find('local-web-green'))?.configuration.Environment?.Variables).toEqual({
      LOG_LEVEL: 'debug',
    });
    await ok('canary web --ip 127.0.0.2');
    expect(await get(world.sandbox.port, '/web', '127.0.0.2')).toBe('v1');
    await ok('shift web --green 50');
    await ok('rollback web');
    await ok('promote web');
    await ok('settle web');
    expect(await ok('deploy web --yes')).toContain('nothing to change');
    await ok('stage web --set memory_size=1024 --env LOG_LEVEL=info --yes');
    expect((await lambda.find('local-web-blue'))?.configuration).toMatchObject({
      MemorySize: 1024,
      Environment: { Variables: { LOG_LEVEL: 'info' } },
    });
    expect((await lambda.find('local-web-green'))?.configuration.MemorySize).toBe(512);
    expect(await ok('deploy web --yes')).toContain('nothing to change');
  });
});

describe('a block of settings of one color', () => {
  it('becomes the service’s when its color settles, and does not come back with a later version', async () => {
    edit(
      '    active_color: blue',
      '    green: { memory_size: 2048, environment: { LOG_LEVEL: trace } }\n    active_color: blue',
    );
    await ok('deploy --yes');
    for (const line of ['promote web', 'settle web']) await ok(line);
    expect(world.read(FILE)).not.toContain('green: {');
    expect(await ok('plan')).toContain('nothing to change');
    await ok('stage web --set memory_size=3000 --env LOG_LEVEL=error --yes');
    for (const line of ['promote web', 'settle web', 'stage web --package code/v3 --yes']) await ok(line);
    const { configuration } = (await lambda.find('local-web-green', 'live')) ?? {};
    expect(configuration).toMatchObject({ MemorySize: 3000, Environment: { Variables: { LOG_LEVEL: 'error' } } });
  });
});

describe('a revision', () => {
  it('is compared by version: the same code with another setting is not what had users', async () => {
    await ok('shift web --green 50');
    const { length } = journalOf(world);
    await ok('rollback web');
    await ok(`rollback web --to ${length}`);
    await ok('rollback web');
    await ok('stage web --package code/v2 --set memory_size=1024 --yes');
    const message = await refused(`rollback web --to ${length}`, 'CODE_REPLACED');
    expect(message).toMatch(/green ran v2-[0-9a-f]{6}, ..\/code\/v2 then and has v3-[0-9a-f]{6}, ..\/code\/v2 now/);
  });
});

describe('a folder that is edited in place', () => {
  const breakFolder = (): void => world.write('code/v1/index.mjs', 'throw new Error("broken")');

  it('changes nothing that serves', async () => {
    breakFolder();
    await ok('deploy web --yes');
    expect(await answer()).toBe('v1');
    const { document } = await world.json('status web');
    expect(document).toMatchObject({ services: [{ unstaged: [], rollback: { ready: true } }] });
  });

  it('can be released under the same name', async () => {
    world.write('code/v1/index.mjs', handler('v9'));
    await ok('stage web --package code/v1 --yes');
    expect(await answer()).toBe('v1');
    await ok('promote web');
    expect(await answer()).toBe('v9');
    const hashes = [...(await ok('versions web')).matchAll(/ \.\.\/code\/v1 ([0-9a-f]{7})\b/g)].map(([, hash]) => hash);
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(2);
    expect(await ok('stage api --package code/v1 --yes')).toContain('on green');
    expect(await ok('stage api --package code/v1 --yes')).toContain('No change');
  });
});

describe('an edit of a color with traffic', () => {
  it.each([
    [
      'code of the candidate at 50 %',
      ['shift web --green 50'],
      "green_package: '../code/v2'",
      "green_package: '../code/v3'",
    ],
    ['code of the active color', [], 'blue_package: ../code/v1', 'blue_package: ../code/v3'],
    ['a block of the active color', [], 'active_color: blue', 'active_color: blue\n    blue: { timeout: 5 }'],
    ['code of a canary', ['canary web --ip 127.0.0.2'], "'../code/v2'", "'../code/v3'"],
  ])('%s is refused with both ways out', async (_what, first, from, to) => {
    for (const line of first) await ok(line);
    edit(from, to);
    const [text, before] = [world.read(FILE), await aliases()];
    const message = await refused('deploy --yes', 'SERVES_TRAFFIC');
    expect(message).toMatch(/--in-place web\/(blue|green)/);
    expect(message).toMatch(/ctl (stage|rollback) web/);
    expect(await aliases()).toEqual(before);
    expect(world.read(FILE)).toBe(text);
    await ok('rollback web');
  });

  it('code and weight in one edit are refused, in both directions', async () => {
    edit("green_package: '../code/v2'", "green_package: '../code/v3'");
    edit('green_weight: 0', 'green_weight: 50');
    await refused('deploy --yes', 'SERVES_TRAFFIC');
    world.write(FILE, world.read(FILE).replace('../code/v3', '../code/v2'));
    await ok('deploy --yes');
    edit("green_package: '../code/v2'", "green_package: '../code/v3'");
    edit('green_weight: 50', 'green_weight: 20');
    await refused('deploy --yes', 'SERVES_TRAFFIC');
    edit('green_weight: 20', 'green_weight: 0');
    await refused('deploy --yes', 'STALE_CHECKOUT');
    expect(await aliases()).toEqual({ blue: '1', green: '1' });
  });

  it('may be made in place, which says to whom, invokes it first and is journaled', async () => {
    edit('blue_package: ../code/v1', 'blue_package: ../code/v3');
    const { out } = await world.ctl('deploy web --yes --in-place web/blue -m fire');
    expect(out).toContain('in place: blue has 100 % of the traffic');
    expect(await answer()).toBe('v3');
    expect(journalOf(world).at(-1)).toMatchObject({ overrode: 'changed in place, under traffic: web/blue' });
    await refused('deploy --in-place web/red', 'USAGE');
  });

  it('is given up in place when the new version fails', async () => {
    world.write('code/broken/index.mjs', 'throw new Error("broken")');
    edit('blue_package: ../code/v1', 'blue_package: ../code/broken');
    const versions = world.read(VERSIONS);
    await refused('deploy web --yes --in-place web/blue', 'NOT_READY');
    expect(await answer()).toBe('v1');
    expect(world.read(VERSIONS)).toBe(versions);
    // The file has the old value again: nothing is newer, and nothing is left of the attempt.
    edit('blue_package: ../code/broken', 'blue_package: ../code/v1');
    expect(await ok('pull')).toContain('is the newest revision already');
    expect(await ok('deploy --yes')).toContain('nothing to change');
    await ok('shift web --green 50');
  });
});

describe('a weight that is typed into the file', () => {
  it('is refused for a candidate that cannot load', async () => {
    world.write('code/broken/index.mjs', 'throw new Error("broken")');
    await ok('stage web --package code/broken --yes');
    edit('green_weight: 0', 'green_weight: 50');
    await refused('deploy --yes', 'NOT_READY');
    expect(await answer()).toBe('v1');
  });
});

describe('what others do to a function', () => {
  const byHand = async (name: string): Promise<string> => {
    const zip = join(world.root, 'hand.zip');
    const { resolvePackage } = await import('../../../environments');
    world.write('code/hand/index.mjs', handler('hand'));
    const artifact = resolvePackage('hand', join(world.root, 'code'), join(world.root, 'hand'));
    if (artifact.kind !== 'zip') throw new Error('no zip');
    copyFileSync(artifact.file, zip);
    const { readFileSync } = await import('node:fs');
    await lambda.updateCode(name, readFileSync(zip));
    return lambda.publish(name);
  };

  it('a foreign version of the candidate is named, and never gets traffic', async () => {
    const foreign = await byHand('local-web-green');
    await lambda.moveAlias('local-web-green', foreign);
    const message = await refused('shift web --green 50', 'NOT_READY');
    expect(message).toContain(`version ${foreign} of the function`);
    expect((await world.ctl('status web')).out).toContain('not as staged');
    await ok('deploy --yes');
    await ok('promote web');
    expect(await answer()).toBe('v2');
  });

  it('an alias of the active color that was moved is drift, and no deployment touches it', async () => {
    const foreign = await byHand('local-web-blue');
    await lambda.moveAlias('local-web-blue', foreign);
    const { document } = await world.json('status web');
    expect(document).toMatchObject({ services: [{ rollback: { ready: false } }] });
    expect((await world.ctl('drift')).code).toBe(4);
    await refused('deploy --yes', 'VERSION_DRIFT');
    const doctor = (await world.ctl('doctor web')).out;
    expect(doctor).toMatch(/✓ rules +2 of 2 live rules match the file/);
    expect(doctor).toMatch(/✗ web blue \(active\) [^✓]*→ ctl deploy -e local --in-place\s+web\/blue/);
    expect((await lambda.alias('local-web-blue'))?.version).toBe(foreign);
    await ok('deploy web --yes --in-place web/blue');
    expect(await answer()).toBe('v1');
  });

  it('what was staged is put back in place, and nothing that the file or a folder holds by now', async () => {
    const before = world.read(VERSIONS);
    await lambda.moveAlias('local-web-blue', await byHand('local-web-blue'));
    edit('    handler: index.handler', '    memory_size: 1024\n    handler: index.handler');
    world.write('code/v1/index.mjs', handler('unreleased'));
    const hint = /ctl deploy -e local --in-place web\/blue puts the staged version back/;
    expect(await refused('deploy --yes', 'VERSION_DRIFT')).toMatch(hint);
    const { out, err } = await world.ctl('deploy web --yes --in-place web/blue');
    expect(out + err).toContain('what the file asks for by now is not released by this');
    expect(await answer()).toBe('v1');
    expect(/blue:\n +id: (\S+)/.exec(world.read(VERSIONS))?.[1]).toBe(/blue:\n +id: (\S+)/.exec(before)?.[1]);
    expect((await lambda.find('local-web-blue', 'live'))?.configuration.MemorySize).toBe(512);
  });

  it('a stage of one color does not fail over the other one', async () => {
    await lambda.moveAlias('local-web-blue', await byHand('local-web-blue'));
    await ok('stage web --package code/v3 --yes');
    expect(journalOf(world).at(-1)).toMatchObject({ verb: 'stage', result: 'done' });
  });
});

describe('what can be checked before anything is written', () => {
  it.each([
    ['stage web --package code/v3 --runtime nodejs99.x --yes', 'nodejs99.x'],
    ['stage web --package code/v3 --handler main.run --yes', 'main'],
    ['stage web --set memory_size=64 --yes', 'memory_size'],
  ])('%s is refused and leaves both files as they were', async (line, message) => {
    const before = [world.read(FILE), world.read(VERSIONS)];
    const { code, err } = await world.ctl(line);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    expect([world.read(FILE), world.read(VERSIONS)]).toEqual(before);
    await ok('status');
  });
});

describe('an environment from before there were versions', () => {
  it('gets those that run at the first look, and nothing changes', async () => {
    const before = await aliases();
    rmSync(join(world.root, VERSIONS));
    rmSync(join(world.root, '.teal/journal'), { recursive: true });
    rmSync(join(world.root, '.teal/seen'), { recursive: true, force: true });
    world.write('code/v1/index.mjs', handler('v7'));
    expect(await ok('deploy web --yes')).toContain('nothing to change');
    expect(await aliases()).toEqual(before);
    expect(await ok('versions web')).toContain('it ran before there were versions');
    expect(await answer()).toBe('v1');
  });
});

describe('a versions file that cannot be used', () => {
  beforeEach(() => ok('shift web --green 50'));

  it.each([
    ['edited by hand', (text: string) => text.replace('timeout: 30', 'timeout: 31'), 'was edited by hand'],
    ['in conflict', (text: string) => `<<<<<<< HEAD\n${text}`, 'a merge conflict begins here'],
    ['of another format', (text: string) => text.replace('schema_version: 1', 'schema_version: 2'), 'this is format 2'],
    ['empty', () => '', 'the file is empty'],
    ['not a versions file', () => 'services: []\n', 'schema_version'],
  ])('%s: one clear error, a rollback works, and a pull writes it anew', async (_what, damage, message) => {
    const good = world.read(VERSIONS);
    world.write(VERSIONS, damage(good));
    expect(await refused('shift web --green 60', 'VERSIONS_FILE_INVALID')).toContain(message);
    await ok('rollback web');
    expect(await answer()).toBe('v1');
    await ok('pull --yes');
    expect(world.read(VERSIONS).replaceAll(/\n +published: .*/g, '')).toBe(good.replaceAll(/\n +published: .*/g, ''));
    await ok('shift web --green 60');
  });

  it('missing: the checkout is not the newest, and a pull brings it back', async () => {
    rmSync(join(world.root, VERSIONS));
    await refused('shift web --green 60', 'STALE_CHECKOUT');
    await ok('rollback web');
    await ok('pull --yes');
    await ok('shift web --green 60');
  });
});

describe('a package whose stored copy is gone', () => {
  it('is named when the version must be built anew, and stops no rollback', async () => {
    await ok('shift web --green 50');
    rmSync(join(world.root, '.teal/packages'), { recursive: true });
    rmSync(join(world.root, 'code'), { recursive: true });
    await ok('rollback web');
    await ok('deploy --yes');
    const green = await lambda.find('local-web-green');
    expect(green).toBeDefined();
    await lambda.moveAlias('local-web-green', await lambda.publish('local-web-green'));
    expect(await answer()).toBe('v1');
    const before = [world.read(FILE), world.read(VERSIONS)];
    expect(await refused('stage web --set memory_size=256 --yes', 'PACKAGE_GONE')).toContain('../code/v1');
    expect([world.read(FILE), world.read(VERSIONS)]).toEqual(before);
  });

  it('is built again where its source is as it was, such as in a second checkout', async () => {
    rmSync(join(world.root, '.teal/packages'), { recursive: true });
    await ok('stage web --set memory_size=256 --yes');
    await ok('promote web');
    expect(await answer()).toBe('v1');
  });
});
