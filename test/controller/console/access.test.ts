// Who may use the console.
import { request } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createOfflineWorld } from '../helpers/context';
import type { World } from '../helpers/context';
import { buildConsole, openConsole } from './support';
import type { Opened } from './support';

const ending: (() => unknown)[] = [];

beforeAll(() => buildConsole(), 120_000);

afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

async function open(options: Parameters<typeof openConsole>[1] = {}): Promise<{ world: World; on: Opened }> {
  const world = createOfflineWorld();
  const on = await openConsole(world, options);
  ending.push(on.close, () => world.remove());
  return { world, on };
}

/** The status of a request with these headers; fetch would not send a Host of another name. */
const statusOf = (port: number, path: string, headers: Readonly<Record<string, string>>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });

const PATHS = ['/', '/console.js', '/api/explain', '/api/events', '/api/act'];

describe('the console', () => {
  it.each([
    ['a foreign Host', { host: 'evil.test' }],
    ['a foreign Origin', { origin: 'http://evil.test' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another origin of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses %s for every path, also with the token', async (_, headers) => {
    const { on } = await open();
    for (const path of PATHS) {
      const method = path === '/api/act' ? 'POST' : 'GET';
      expect(await statusOf(on.port, path, { ...headers, authorization: `Bearer ${on.token}` }, method)).toBe(403);
    }
  });

  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['one in the address', {}, true],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('answers nothing but the files of the page without the token: %s', async (_, headers, inAddress = false) => {
    const { on } = await open();
    for (const path of ['/api/explain', '/api/events', '/api/forecast', '/api/nothing', '/environments/local.yaml']) {
      const { status, text } = await on.ask(inAddress ? `${path}?token=${on.token}` : path, { headers });
      expect(status).toBe(401);
      expect(text).not.toContain('local');
    }
    const acted = await on.ask('/api/act', { method: 'POST', headers, body: '{"verb":"rollback"}' });
    expect(acted.status).toBe(401);
    expect((await on.ask('/')).status).toBe(200);
  });

  it('has a token of 192 random bits, in the fragment, which a browser sends nowhere', async () => {
    const { on } = await open();
    const { on: other } = await open();
    expect(on.url).toBe(`http://127.0.0.1:${on.port}/#${on.token}`);
    expect(Buffer.from(on.token, 'base64url')).toHaveLength(24);
    expect(other.token).not.toBe(on.token);
    for (const path of ['/', '/console.js', '/console.css']) expect((await on.ask(path)).text).not.toContain(on.token);
  });

  it('changes nothing by GET, and takes no other method', async () => {
    const ran: string[][] = [];
    const { on } = await open({ ran });
    expect((await on.askAs('/api/act?verb=rollback&service=web&environment=local')).status).toBe(405);
    for (const method of ['PUT', 'DELETE', 'POST'])
      expect((await on.askAs('/api/explain', { method })).status).toBe(405);
    expect((await on.ask('/', { method: 'POST' })).status).toBe(405);
    expect(ran).toEqual([]);
  });

  it.each([
    ['a verb that is none', { verb: 'deploy' }],
    ['a service that would be an option', { verb: 'rollback', service: '--all' }],
    ['an environment that would be an option', { verb: 'rollback', environment: '--root=/' }],
    ['a share that is none', { verb: 'shift', percent: 101 }],
    ['an address that is none', { verb: 'canary', canary: ['--off'] }],
    ['something that no verb has', { verb: 'rollback', force: true }],
  ])('refuses %s before anything runs', async (_, document) => {
    const ran: string[][] = [];
    const { on } = await open({ ran });
    const body = JSON.stringify({ environment: 'local', service: 'web', dryRun: false, ...document });
    const { status, text } = await on.askAs('/api/act', { method: 'POST', body });
    expect(status).toBe(409);
    expect(text).toContain('"USAGE"');
    expect(ran).toEqual([]);
  });

  it('refuses a body that is too long, or is no JSON', async () => {
    const { on } = await open();
    for (const body of ['x'.repeat(20_000), '{'])
      expect((await on.askAs('/api/act', { method: 'POST', body })).status).toBe(409);
  });

  it('with --read-only refuses every action with a code, and still tries one', async () => {
    const ran: string[][] = [];
    const { on } = await open({ readOnly: true, ran });
    for (const verb of ['rollback', 'shift', 'canary', 'promote', 'settle', 'start', 'pause', 'abort']) {
      const body = JSON.stringify({ verb, environment: 'local', service: 'web', dryRun: false, percent: 5 });
      const { status, text } = await on.askAs('/api/act', { method: 'POST', body });
      expect([status, text]).toEqual([409, expect.stringContaining('"CONSOLE_READ_ONLY"')]);
    }
    expect(ran).toEqual([]);
    await on.act({ verb: 'shift', percent: 5, dryRun: true });
    expect(ran).toEqual([expect.arrayContaining(['shift', '--dry-run'])]);
  });

  it('forbids everything inline, every other host, and text that becomes markup, for every answer', async () => {
    const { on } = await open();
    for (const path of PATHS) {
      const { headers } = await on.ask(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('sends its page in less than 60 kB, with nothing inline and nothing from elsewhere', async () => {
    const { on } = await open();
    let bytes = 0;
    for (const path of ['/', '/console.js', '/console.css', '/icon.svg']) {
      const { headers } = await on.ask(path, { headers: { 'accept-encoding': 'gzip' } });
      bytes += Number(headers.get('content-length'));
    }
    expect(bytes).toBeLessThan(60_000);
    const { text } = await on.ask('/');
    expect(text).not.toMatch(/<style|style=|<script(?![^>]* src="\/)|\son\w+=|https?:/);
  });
});
