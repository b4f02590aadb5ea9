// A hostile environment file, as a pull request may bring it, under the real commands.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createOfflineWorld } from '../controller/helpers/context';
import type { World } from '../controller/helpers/context';

const FILE = 'environments/local.yaml';
let world: World;

beforeEach(() => {
  world = createOfflineWorld();
});

afterEach(() => world.remove());

const SECRET = 'planted-S3CR3T-token';

const bomb = (): string =>
  [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...[...'bcdefghij'].map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghij'[at]}`).join(', ')}]`),
  ].join('\n');

describe('a hostile environment file', () => {
  it.each([
    ['an alias bomb', bomb],
    ['collections a hundred thousand deep', () => `services: ${'['.repeat(100_000)}`],
    ['maps ten thousand deep', () => Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['a tag that would run code', () => 'services: !!js/function "function () { process.exit(0) }"'],
    ['a key of every object', () => '__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: yes } }'],
    ['a service named as a key of every object', (text: string) => text.replace('  web:', '  __proto__:')],
    ['an alias of itself', () => 'services: &a { web: *a }'],
    ['signs that move the cursor', (text: string) => text.replace('/web', '"/\\e[2J\\r::error::x"')],
    ['a line of a million signs', () => `region: ${'x'.repeat(1_000_000)}`],
    ['bytes that are no text', () => '\u0000\u0001\ufffe'],
  ])('with %s is refused, in one clear error, without a crash', async (_, spoil) => {
    world.write(FILE, spoil(world.read(FILE)));
    const { code, document } = await world.json('status');
    expect(code).toBe(2);
    expect(document).toMatchObject({ error: { code: expect.stringMatching(/^(?!BUG)[A-Z_]+$/) } });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(['../../escape', 'a b', 'web;id', '$(id)', '-rf', 'web\\nx', 'WEB/../x', '.', ''])(
    'with the service name %j, which would reach a path or a command, is refused',
    async (name) => {
      world.write(FILE, world.read(FILE).replace('  web:', `  ${JSON.stringify(name)}:`));
      const { code, err } = await world.ctl('validate');
      expect(code).toBe(2);
      expect(err).not.toContain('BUG');
      expect(existsSync(join(world.root, '../escape'))).toBe(false);
    },
  );

  it.each(['../x', '-h', 'a b', '$(id)', '%2e%2e'])('is not found under the name %j', async (name) => {
    const { code, document } = await world.json(`status --environment=${name.replace(' ', '_')}`);
    expect({ code, document }).toMatchObject({ code: 2, document: { error: { code: 'ENVIRONMENT_NOT_FOUND' } } });
  });

  it('runs no command, and sends nothing, when it is only looked at', async () => {
    const hooks = `    rollout:
      hooks: { before_stage: [{ command: 'touch ran' }], before_shift: [{ command: 'touch ran' }] }
      notify: [{ webhook: 'https://hooks.example.com/${SECRET}' }]
`;
    world.write(
      FILE,
      world.read(FILE).replace('    activate_canary: false\n', (line) => `${hooks}${line}`),
    );
    const sent: string[] = [];
    const fetch = (url: string | URL | Request): Promise<Response> => {
      sent.push(String(url instanceof Request ? url.url : url));
      return Promise.reject(new Error('no network'));
    };
    for (const line of [
      'validate',
      'status',
      'plan',
      'drift',
      'doctor',
      'history',
      'versions web',
      'rollout plan web',
    ]) {
      const { out, err } = await world.ctl(line, { fetch });
      expect(`${out}${err}`).not.toContain(SECRET);
    }
    expect(sent.filter((url) => !url.startsWith('http://127.0.0.1:'))).toEqual([]);
    expect(readdirSync(world.root)).not.toContain('ran');
  });
});
