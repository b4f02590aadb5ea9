// The workflows for GitHub Actions: their scripts are run as they are written, with a ctl that ends in each way a release can end.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PUSH, RELEASE } from './workflows';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'teal-ci-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs a script as GitHub runs those of bash. */
function bash(text: string, cwd: string, variables: Readonly<Record<string, string>>) {
  const env = { ...process.env, PATH: `${root}:${process.env['PATH'] ?? ''}`, ...variables };
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', text];
  return spawnSync('bash', args, { cwd, env, encoding: 'utf8' });
}

describe('the reusable workflow', () => {
  /** Runs the release script with a ctl that prints this and exits with this code; its arguments go into a file. */
  const release = (code: number, output: string) => {
    writeFileSync(
      join(root, 'npx'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > "${root}/args"\necho '${output}'\nexit ${code}\n`,
    );
    chmodSync(join(root, 'npx'), 0o755);
    const files = { GITHUB_OUTPUT: join(root, 'output'), GITHUB_STEP_SUMMARY: join(root, 'summary') };
    const inputs = { SERVICE: 'web', IMAGE: 'r/web@sha256:1', ENVIRONMENT: 'prod', REASON: 'it is "time"; really' };
    const { status, stdout } = bash(RELEASE, root, { ...inputs, ...files });
    return { status, stdout, output: text('output'), summary: text('summary'), args: text('args').split('\n') };
  };
  const text = (file: string): string => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');

  it.each([
    [0, 'released', 'Released'],
    [5, 'rolled-back', 'Rolled back'],
    [6, 'waiting', 'Waits for a person'],
    [3, 'failed', 'Not released'],
  ])('ends with %i as ctl does, and reports in output and summary: %s', (code, verdict, title) => {
    const ran = release(code, 'web: 5xx 7.1 %, limit 5 %');
    expect(ran).toMatchObject({ status: code, output: `verdict=${verdict}\n` });
    expect(ran.stdout).toContain('web: 5xx 7.1 %, limit 5 %');
    expect(ran.summary).toContain(`## ${title}: web in prod`);
    expect(ran.summary).toContain('web: 5xx 7.1 %, limit 5 %');
  });

  it('passes ctl the whole release, each input as one argument', () => {
    const { args } = release(0, 'done');
    const words = ['ctl', 'release', 'web', '--image', 'r/web@sha256:1', '-e', 'prod', '--yes', '--wait', '-m'];
    expect(args.slice(0, -1)).toEqual([...words, 'it is "time"; really']);
  });

  it('pushes the file that ctl edited, also after a concurrent push, and nothing when the file did not change', () => {
    const git = (cwd: string, ...args: string[]): string => execFileSync('git', args, { cwd, env, encoding: 'utf8' });
    const who = ['NAME', 'EMAIL'].flatMap((what) =>
      ['AUTHOR', 'COMMITTER'].map((of) => [`GIT_${of}_${what}`, 'a@b.c']),
    );
    const env = { ...process.env, ...Object.fromEntries(who), GIT_CONFIG_GLOBAL: '/dev/null' } as NodeJS.ProcessEnv;
    const [runner, other] = [join(root, 'runner'), join(root, 'other')];
    git(root, 'init', '-q', '--bare', '-b', 'main', 'origin');
    git(root, 'clone', '-q', 'origin', 'other');
    mkdirSync(join(other, 'environments'));
    writeFileSync(join(other, 'environments/prod.yaml'), 'green_weight: 0\n');
    git(other, 'add', '.');
    git(other, 'commit', '-qm', 'one');
    git(other, 'push', '-q', 'origin', 'HEAD:main');
    git(root, 'clone', '-q', 'origin', 'runner');
    const push = () =>
      bash(PUSH, runner, { SERVICE: 'web', ENVIRONMENT: 'prod', VERDICT: 'released', GIT_CONFIG_GLOBAL: '/dev/null' });
    expect(push().status).toBe(0);
    expect(git(runner, 'log', '--format=%s').trim()).toBe('one');
    writeFileSync(join(other, 'README.md'), 'two\n');
    git(other, 'add', '.');
    git(other, 'commit', '-qm', 'two');
    git(other, 'push', '-q', 'origin', 'HEAD:main');
    writeFileSync(join(runner, 'environments/prod.yaml'), 'green_weight: 100\n');
    expect(push()).toMatchObject({ status: 0 });
    expect(git(join(root, 'origin'), 'log', '--format=%s', 'main').trim().split('\n')).toEqual([
      'Release web in prod: released',
      'two',
      'one',
    ]);
  });
});
