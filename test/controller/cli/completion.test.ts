// What the shell offers after TAB.
import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../../package.json';
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

describe('ctl completion', () => {
  it.each([
    ['bash', 'complete -o bashdefault -o default -F _ctl_completions ctl'],
    ['zsh', 'compdef _ctl_completions ctl'],
    ['fish', "complete -c ctl -f -a '(__ctl_completions)'"],
  ])('prints the script for %s, named or in SHELL, as it is in any terminal', async (shell, line) => {
    const env = { PATH: process.env['PATH'], HOME: world.root, SHELL: `/usr/bin/${shell}` };
    const io = { isTTY: false, color: false, columns: 20, confirm: () => Promise.resolve(false) };
    for (const [verb, changes] of [
      [`completion ${shell}`, {}],
      ['completion', { env }],
    ] as const) {
      const out: string[] = [];
      const code = (
        await world.ctl(verb, { ...changes, io: { ...io, out: (one) => void out.push(one), err: () => undefined } })
      ).code;
      expect({ code, out }).toEqual({ code: 0, out: expect.arrayContaining([line]) });
      expect(out.join('\n')).toContain('ctl --get-yargs-completions');
    }
  });

  it('is a script that bash takes, and that offers verbs', async () => {
    world.write('ctl', '#!/bin/sh\necho status; echo stage; echo shift\n');
    chmodSync(join(world.root, 'ctl'), 0o755);
    const { out } = await world.ctl('completion bash');
    const asks = `${out}\nCOMP_WORDS=(ctl sta); COMP_CWORD=1; _ctl_completions; echo "\${COMPREPLY[@]}"`;
    const PATH = `${world.root}:${process.env['PATH'] ?? ''}`;
    expect(execFileSync('bash', ['-c', asks], { env: { PATH }, encoding: 'utf8' })).toBe('status stage\n');
  });
});

describe('help', () => {
  it('is also what ctl help prints, of any verb, and ctl version is the version', async () => {
    expect(await world.ctl('help')).toEqual(await world.ctl('--help'));
    expect(await world.ctl('help rollout start')).toEqual(await world.ctl('rollout start --help'));
    expect((await world.ctl('completion --help')).out).toContain('ctl completion fish');
    expect(await world.ctl('version')).toEqual({ code: 0, out: version, err: '' });
  });

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
