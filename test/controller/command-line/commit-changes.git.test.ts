// --git: a change commits the file and the journal, and an error of git does not undo the change.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../helpers/context';
import { revisionFile } from '../helpers/journal';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: world.root, encoding: 'utf8', env: env() }).trim();
const env = (): Record<string, string | undefined> => ({
  PATH: process.env['PATH'],
  HOME: world.root,
  USER: 'tester',
  GIT_CONFIG_NOSYSTEM: '1',
});
const ctl = (line: string | readonly string[]) => world.ctl(line, { env: env() });

beforeAll(async () => {
  world = await createSandboxWorld();
  expect((await ctl('deploy --yes')).code).toBe(0);
});
afterAll(() => world.close());

describe('a change with --git', () => {
  it('succeeds outside a repository too, and the warning shows what to type', async () => {
    const { code, err } = await ctl('shift web --green 10 --git');
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: not committed: fatal: not a git repository.*Later: git add -f .*local\.yaml/m);
  });

  it('commits the file and the journal, although .teal is ignored, and no other staged file', async () => {
    git('init', '--quiet');
    git('config', 'user.name', 'tester');
    git('config', 'user.email', 'tester@example.com');
    world.write('.gitignore', '.teal/\n');
    world.write('other', 'half an edit');
    git('add', '.gitignore', 'other');
    const { code, err } = await ctl(['shift', 'web', '--green', '50', '-m', 'no errors so far', '--git']);
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/Committed \w+ ctl shift web in local/),
    });
    expect(git('show', '--format=%B', '--name-only').split('\n').filter(Boolean)).toEqual([
      'ctl shift web in local',
      'no errors so far',
      'web: blue 50 %, green 50 %, canary off',
      ...[1, 2, 3, 4].map((revision) => revisionFile('local', revision)),
      'environments/local.versions.yaml',
      FILE,
    ]);
    expect(git('status', '--short', '--', 'other', '.gitignore')).toBe('A  .gitignore\nA  other');
  });

  it('that is a rollback is committed too', async () => {
    expect((await ctl('rollback web --git')).code).toBe(0);
    expect(git('log', '-1', '--format=%s')).toBe('ctl rollback web in local');
    expect(git('status', '--short', '--', FILE, '.teal/journal')).toBe('');
  });

  it.each(['rollback web --git', 'shift web --green 50 --dry-run --git'])(
    'commits nothing when nothing changed: %s',
    async (line) => {
      const head = git('rev-parse', 'HEAD');
      expect((await ctl(line)).code).toBe(0);
      expect(git('rev-parse', 'HEAD')).toBe(head);
    },
  );

  it('commits nothing when the change was refused', async () => {
    const head = git('rev-parse', 'HEAD');
    world.write(FILE, world.read(FILE).replace('green_weight: 0', 'green_weight: 30'));
    expect((await ctl('shift web --green 50 --git')).code).toBe(4);
    expect(git('rev-parse', 'HEAD')).toBe(head);
    world.write(FILE, world.read(FILE).replace('green_weight: 30', 'green_weight: 0'));
  });

  it('is kept when a hook of the repository refuses the commit', async () => {
    world.write('.git/hooks/pre-commit', '#!/bin/sh\necho no commits tonight >&2\nexit 1\n');
    execFileSync('chmod', ['+x', `${world.root}/.git/hooks/pre-commit`]);
    const { code, err } = await ctl('shift web --green 20 --git');
    expect(code).toBe(0);
    expect(err).toContain('warning: not committed: no commits tonight. Later: git add -f');
    expect(world.read(FILE)).toContain('green_weight: 20');
  });

  it('is kept when Ctrl-C ends a commit that waits for ever', async () => {
    world.write('.git/hooks/pre-commit', '#!/bin/sh\ntouch waits\nexec sleep 300 > /dev/null 2>&1\n');
    const interruption = new AbortController();
    const running = world.ctl('shift web --green 30 --git', { env: env(), signal: interruption.signal });
    while (!existsSync(`${world.root}/waits`)) await pause(20);
    interruption.abort();
    const { code, err } = await running;
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: not committed: .*aborted.* Later: git add -f/m);
    expect(world.read(FILE)).toContain('green_weight: 30');
  });
});
