// Bad input gives one clear error and its exit code, and leaves the file unchanged, byte for byte.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld, createWorld, environmentText } from '../helpers/context';
import type { World } from '../helpers/context';

const FILE = 'environments/local.yaml';
const GOOD = environmentText(18080, 18081);

describe('a file that cannot be used', () => {
  const world = createWorld();
  world.write('code/v1/index.mjs', '');
  world.write('code/v2/index.mjs', '');
  afterAll(() => world.remove());

  it.each([
    ['malformed YAML', GOOD.replace('paths: [/web]', 'paths: [/web'), /environments\/local\.yaml:\d+:\d+/],
    ['a wrong type', GOOD.replace('priority: 200', 'priority: high'), /services\.web\.priority.*"?high"?/],
    ['an unknown key', GOOD.replace('green_weight: 0', 'green_wieght: 0'), /green_wieght[\s\S]*green_weight/],
    ['an empty file', '', /local\.yaml:1:1/],
    [
      'two services with the same priority',
      GOOD.replace('priority: 100', 'priority: 200'),
      /(web|api)[\s\S]*(api|web)/,
    ],
    ['a weight of 50.5', GOOD.replace('green_weight: 0', 'green_weight: 50.5'), /green_weight.*50\.5/],
    ['a weight of "fifty"', GOOD.replace('green_weight: 0', 'green_weight: fifty'), /green_weight.*fifty/],
  ])('because of %s is refused by every command and left unchanged', async (_, text, message) => {
    world.write(FILE, text);
    for (const line of ['validate', 'status', 'shift web --green 10', 'deploy --yes']) {
      const { code, out, err } = await world.ctl(line);
      expect({ line, code }).toEqual({ line, code: 2 });
      expect(`${out}\n${err}`).toMatch(message);
      expect(world.read(FILE)).toBe(text);
    }
  });

  it('because a folder does not exist is refused by every verb that needs the folder; status still works', async () => {
    const text = GOOD.replace("'../code/v2'", '../code/v9');
    world.write(FILE, text);
    for (const line of ['validate', 'shift web --green 10', 'deploy --yes']) {
      const { code, out, err } = await world.ctl(line);
      expect({ line, code }).toEqual({ line, code: 2 });
      expect(`${out}\n${err}`).toMatch(/code\/v9/);
      expect(world.read(FILE)).toBe(text);
    }
    expect((await world.ctl('status')).out).toContain('web');
  });

  it('because it does not exist gives an error that suggests an existing name', async () => {
    world.write(FILE, GOOD);
    const { code, err } = await world.ctl('status -e locla');
    expect(code).toBe(2);
    expect(err).toContain('Did you mean local?');
    expect((await world.ctl('validate environments/none.yaml')).code).toBe(2);
    expect((await world.ctl('validate -e none')).code).toBe(2);
  });

  it.each(['validate', 'status'])('is annotated in GitHub Actions by %s', async (line) => {
    world.write(FILE, GOOD.replace('green_weight: 0', 'green_weight: 50.5'));
    const { err } = await world.ctl(line, { env: { GITHUB_ACTIONS: 'true' } });
    expect(err).toMatch(/^::error file=environments\/local\.yaml,line=\d+,col=\d+::services\.web\.green_weight: /m);
  });

  it('is one JSON document on stdout with -o json', async () => {
    const { code, document } = await world.json('status');
    expect(code).toBe(2);
    expect(document).toMatchObject({
      schemaVersion: 1,
      error: { code: 'ENVIRONMENT_FILE_INVALID', exitCode: 2, problems: [{ severity: 'error' }] },
    });
  });

  it.each([
    ['is empty', ''],
    ['is no YAML', 'services: ['],
    ['has two documents', 'a: 1\n---\nb: 2\n'],
    ['is not UTF-8', Buffer.from([0xff, 0xfe])],
  ])('and is a versions file that %s is headed by its own name, with what brings it back', async (_, text) => {
    const file = 'environments/local.versions.yaml';
    world.write(FILE, GOOD);
    writeFileSync(join(world.root, file), text);
    for (const line of ['status', 'shift web --green 10', 'deploy --yes']) {
      const { code, err } = await world.ctl(line);
      expect({ line, code }).toEqual({ line, code: 2 });
      expect(err).toContain(`error: the versions file cannot be used\n${file}:`);
      expect(err).toContain(`hint: ctl pull -e local writes it from the journal; git checkout ${file} brings back`);
      expect(err).not.toMatch(/load_balancer|one environment|indentation|Correct it/);
    }
    rmSync(join(world.root, file));
  });
});

describe('invalid arguments', () => {
  const world = createWorld();
  afterAll(() => world.remove());

  it.each(['-o json', '-o=json', '--output json', '--output=json', '--o json', '-yo json'])(
    'are reported as JSON too with %s',
    async (output) => {
      const { code, out } = await world.ctl(`settle web ${output}`);
      expect({ code, document: JSON.parse(out) as unknown }).toMatchObject({
        code: 2,
        document: { error: { exitCode: 2 } },
      });
    },
  );

  it.each([
    ['shift web --green 50.5', '--green takes a whole percent from 0 to 100, not "50.5"'],
    ['shift web --green fifty', '--green takes a whole percent from 0 to 100, not "fifty"'],
    ['shift web --candidate 101', '--candidate takes a whole percent from 0 to 100, not "101"'],
    ['shift web --green -5', 'not "-5"'],
    ['shift web', 'shift needs a share of traffic'],
    ['shift web --green 1 --blue 2', 'one of --green, --blue and --candidate'],
    ['shift web --green 1 --green 2', '--green is given more than once'],
    ['canary web --off --me', '--off contradicts'],
    ['stage web --set memory=1', 'there is no such setting of a version'],
    ['stage web --set memory_size=lots', 'is not a whole number'],
    ['stage web --env LOG_LEVEL', 'has no name and value'],
    ['stage web --set memory_size=1024 --set memory_size=2048', 'The setting memory_size is given more than once'],
    ['stage web --package a --handler b --set handler=c', 'The setting handler is given more than once'],
    ['stage web --env AA=1 --env AA=1', 'The environment variable AA is given more than once'],
    ['release web --env AA=1 --env AA=2', 'The environment variable AA is given more than once'],
    ['stage web --image a --package b', 'one of --image and --package'],
    ['stage web --image a --handler b', '--handler and --runtime go with --package'],
    ['sandbox up --port 99999', '--port takes a port'],
    ['status --colour', 'Unknown argument: colour'],
    ['shift web --green 1 -- --dry-run', 'ctl takes no arguments after --'],
    ['iam-policy --level -e prod', 'Not enough arguments following: level'],
    ['status -o', 'Not enough arguments following: o'],
    ['shfit web', 'Did you mean shift?'],
    ['-e prod shfit web', 'Did you mean shift?'],
    ['shift web --gren 10', 'Did you mean --green? ctl shift --help shows every option'],
    ['rollout start web --no-setle', 'Did you mean --no-settle?'],
    ['shift web 50', 'Did you mean --candidate 50, or --green 50 or --blue 50?'],
    ['sandbox stop', 'Did you mean sandbox down?'],
    ['sandbox staus', 'Did you mean sandbox status? ctl sandbox --help shows every verb'],
    ['rollout undo', 'Did you mean rollback?'],
    ['rollout strat web', 'Did you mean rollout start?'],
    ['completion fsh', 'Did you mean fish?'],
    ['sandbox', 'up, down, status or env'],
    ['', 'ctl needs a verb'],
    ['status', 'There is no environment file'],
  ])('ctl %s', async (line, message) => {
    const { code, err, out } = await world.ctl(line);
    expect(err).toContain(message);
    expect(err).toContain('hint: ');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it.each(['frobnicate web', 'foo', 'xy', 'rollout foo', 'status --colour-scheme', 'status --foo', 'status web api'])(
    'ctl %s is near nothing, so that nothing is suggested',
    async (line) => {
      const { code, err } = await world.ctl(line);
      expect({ code, err }).toEqual({ code: 2, err: expect.not.stringContaining('Did you mean') });
      expect(err).toMatch(/hint: ctl .*--help shows every (verb|option)/);
    },
  );

  it('of -ojson are reported as JSON too', async () => {
    const { code, out } = await world.ctl('settle web -ojson');
    expect({ code, document: JSON.parse(out) as unknown }).toMatchObject({ code: 2, document: { error: {} } });
  });

  it.each([
    [['stage', 'web', '--package', ''], '--package is empty'],
    [['stage', 'web', '--image='], '--image is empty'],
    [['release', 'web', '--package', ''], '--package is empty'],
    [['release', '--image', 'web='], '--image is empty'],
  ])('ctl %j names nothing, as with a variable that is not set', async (words, message) => {
    const { code, err } = await world.ctl(words);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

describe('a verb that is not possible', () => {
  let world: World & { close(): Promise<void> };
  beforeAll(async () => {
    world = await createSandboxWorld();
    await world.ctl('deploy --yes');
  });
  afterAll(() => world.close());

  it.each([
    ['shift wbe --green 10', 2, 'Did you mean web?'],
    ['rollout status wbe', 2, 'Did you mean web?'],
    ['history wbe', 2, 'Did you mean web?'],
    ['shift --green 10', 2, 'several services: web, api'],
    ['shift web --all --green 10', 2, 'contradict'],
    ['shift api --green 10', 3, 'green has no code of its own yet'],
    ['promote api', 3, 'ctl stage api'],
    ['canary api', 3, 'no code of its own'],
    ['canary web --ip 0.0.0.0/0', 2, '0.0.0.0/0'],
    ['canary web --ip 10.0.0.1/8', 2, '10.0.0.1/8'],
    ['canary web --ip home', 2, 'home'],
    ['stage web --package code/none --yes', 2, 'code/none'],
    ['stage web --image repo/web:1 --yes', 2, 'the sandbox runs packages'],
    ['stage web --package code/v3', 2, '--yes'],
    [
      `stage web --env AA=${'a'.repeat(5000)} --yes`,
      2,
      'have 5009 bytes with their names, as JSON, but Lambda accepts 4096',
    ],
    ['release --package web=code/v2 --package web=code/v3 --yes', 2, 'given more than once for web'],
    ['release web --package code/v2 --image b --yes', 2, 'given more than once for web'],
    ['shift web --green 10 --via terraform', 2, 'a sandbox, which has no Terraform'],
  ])('ctl %s is refused and leaves the file unchanged', async (line, exit, message) => {
    const before = world.read(FILE);
    const { code, err } = await world.ctl(line);
    expect(err).toContain(message);
    expect(code).toBe(exit);
    expect(world.read(FILE)).toBe(before);
  });

  it.each([
    ['canary --ip 127.0.0.7 web --dry-run', '127.0.0.7/32'],
    ['canary --ip 127.0.0.7 --ip 127.0.0.8 web --dry-run', '127.0.0.7/32, 127.0.0.8/32'],
    ['canary --dry-run web --ip 127.0.0.7', '127.0.0.7/32'],
  ])('ctl %s is the same, whatever its order', async (line, sources) => {
    const { code, out } = await world.ctl(line);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining(`web: would be canary on: ${sources} → green`),
    });
  });

  it.each([
    ['code/none', 'EDIT_INVALID', 'The package code/none cannot be used: the package does not exist'],
    ['code/README.md', 'EDIT_INVALID', 'The package code/README.md cannot be used: this is not a complete zip file'],
    ['code/empty', 'EDIT_INVALID', 'The package code/empty cannot be used: the package contains no files'],
    ['s3://bucket/key.zip', 'CODE_NOT_RUNNABLE', 'the sandbox cannot run a package in S3: s3://bucket/key.zip'],
  ])('ctl stage web --package %s is an error about the argument, not about the file', async (source, code, message) => {
    world.write('code/README.md', 'no zip');
    world.write('code/empty/.DS_Store', '');
    const before = world.read(FILE);
    const { document } = await world.json(`stage web --package ${source} --yes`);
    expect(document).toMatchObject({ error: { code, message, exitCode: 2 } });
    expect(world.read(FILE)).toBe(before);
  });

  it('is a deployment of a zip that is none, which names the zip', async () => {
    const before = world.read(FILE);
    world.write('code/bad.zip', 'no zip');
    world.write(FILE, before.replace("'../code/v2'", '../code/bad.zip'));
    expect(await world.json('deploy --yes')).toMatchObject({
      document: {
        error: { code: 'EDIT_INVALID', message: expect.stringContaining('The package code/bad.zip cannot be used: ') },
      },
    });
    world.write(FILE, before);
  });

  it.each([
    ['plan --detailed-exitcode -e none', 1],
    ['plan wbe --detailed-exitcode', 1],
    ['plan --detailed-exitcode --colour', 1],
    ['plan --detailedExitcode=true -e none', 1],
    ['plan -e none', 2],
    ['plan --detailed-exitcode', 0],
  ])('ctl %s exits with %d: 2 means changes when the exit code is detailed', async (line, exit) => {
    expect(await world.ctl(line)).toMatchObject({ code: exit });
  });

  it.each([
    [['-m', '-5 % errors'], '-5 % errors'],
    [['--message', '- too slow'], '- too slow'],
    [['-ym', '-5'], '-5'],
    [['-m=-hotfix'], '-hotfix'],
    [['--message=-5 %'], '-5 %'],
  ])('takes a reason that begins with a dash: %j', async (words, reason) => {
    await world.ctl('shift web --green 10');
    expect(await world.ctl(['rollback', 'web', ...words])).toMatchObject({ code: 0 });
    expect(await world.json('history web --limit 1')).toMatchObject({ document: { entries: [{ reason }] } });
  });

  it('does not take an option as a reason', async () => {
    expect(await world.ctl('rollback web -m --dry-run')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Not enough arguments following: m'),
    });
  });

  it('is refused for a stage while the candidate gets traffic', async () => {
    await world.ctl('shift web --green 10');
    const before = world.read(FILE);
    const { code, err } = await world.ctl('stage web --package code/v3 --yes');
    expect(code).toBe(3);
    expect(err).toContain('web: green gets traffic: 10 %');
    expect(err).toContain('ctl rollback web');
    expect(world.read(FILE)).toBe(before);
    await world.ctl('rollback web');
  });

  it('shows with --dry-run what it would change, and changes nothing', async () => {
    const before = world.read(FILE);
    const { code, document } = await world.json('shift web --green 25 --dry-run');
    expect(code).toBe(0);
    expect(document).toMatchObject({
      dryRun: true,
      changed: true,
      changes: [{ kind: 'rule', change: { kind: 'modify', parts: ['action'], rule: { priority: 200 } } }],
    });
    expect(world.read(FILE)).toBe(before);
    expect(await world.json('status web')).toMatchObject({ document: { services: [{ live: { green: 0 } }] } });
  });
});
