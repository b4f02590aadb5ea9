// ctl sandbox: up in the foreground and in the background, status, down, and ports that are in use.
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, freePorts } from '../../../bench/free-port';
import { createWorld, environmentText, get } from '../helpers/context';
import type { World } from '../helpers/context';
import { formatVariables } from '../../../controller/sandbox/variables';
import { readCredentials } from '../../../sandbox/credentials';
import { sandboxHeaders } from '../../../controller/workspace/sandbox-credentials';

let world: World;
let port: number;
let control: number;
const self = [process.execPath, join(__dirname, '../../../bin/ctl.js')];

beforeEach(async () => {
  world = createWorld();
  [port, control] = await freePorts();
  world.write('environments/local.yaml', environmentText(port, control));
  for (const version of ['v1', 'v2']) {
    world.write(
      `code/${version}/index.mjs`,
      `export const handler = async () => ({ statusCode: 200, body: '${version}' });`,
    );
  }
});

afterEach(async () => {
  await world.ctl('sandbox down');
  world.remove();
});

async function untilRunning(environment: string): Promise<void> {
  const status = `sandbox status -e ${environment}`;
  while (!(await world.ctl(status)).out.includes('runs')) await new Promise((next) => setTimeout(next, 20));
}

/** Starts an endpoint that records metrics and forwards all other calls to another endpoint. */
async function startRecorder(to: string) {
  const put: string[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (String(request.headers['x-amz-target']).endsWith('.PutMetricData')) {
      put.push(body.toString());
      response.end('{}');
      return;
    }
    const { method = 'GET', url = '/' } = request;
    const type = request.headers['content-type'] ?? '';
    const answer = await fetch(to + url, {
      method,
      headers: { ...sandboxHeaders(world.root, 'leader'), 'content-type': type },
      body: method === 'GET' ? null : body,
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${own}`, put, close };
}

describe('ctl sandbox up', () => {
  it('prints its URLs, and stops at Ctrl-C', async () => {
    const https = await freePort();
    const file = 'environments/local.yaml';
    world.write(file, world.read(file).replace('sandbox: {', `sandbox: { https_port: ${https},`));
    const interrupt = new AbortController();
    const running = world.ctl('sandbox up', { signal: interrupt.signal });
    await untilRunning('local');
    const urls = `http://127.0.0.1:${port}, https://127.0.0.1:${https}`;
    expect((await world.ctl('sandbox status')).out).toContain(`runs: ${urls}, control`);
    expect((await world.ctl('sandbox up')).out).toContain(`already running, ${urls}, control`);
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    expect(await get(port, '/web')).toBe('v1');
    interrupt.abort();
    const { code, err } = await running;
    expect(code).toBe(0);
    expect(err).toContain(`serves ${urls}`);
    expect(err).toMatch(/The certificate of HTTPS is .*certificate\.pem/);
    expect((await world.ctl('sandbox status')).out).toContain('is not running');
  });

  it('names a port that is in use', async () => {
    const blocker = createServer().listen(port, '127.0.0.1');
    const { code, err } = await world.ctl('sandbox up');
    blocker.close();
    expect(code).toBe(1);
    expect(err).toContain(`Port ${port} for the load balancer is in use`);
  });

  it('is refused for an environment on AWS without an endpoint to follow', async () => {
    world.write('environments/prod.yaml', 'load_balancer: { existing: { listener_arn: "arn:aws:x" } }\nservices: {}\n');
    const { code, err } = await world.ctl('sandbox up -e prod');
    expect(code).toBe(2);
    expect(err).toContain('--control-plane URL');
  });

  it('refuses --put-metrics without an endpoint to follow', async () => {
    const { code, err } = await world.ctl('sandbox up --put-metrics');
    expect(code).toBe(2);
    expect(err).toContain('--put-metrics needs an endpoint');
  });

  it('with --put-metrics puts its metrics into the CloudWatch of the endpoint that it follows', async () => {
    const [leaderPort, leaderControl] = await freePorts();
    world.write('environments/leader.yaml', environmentText(leaderPort, leaderControl));
    const interrupt = new AbortController();
    const leader = world.ctl('sandbox up -e leader', { signal: interrupt.signal });
    await untilRunning('leader');
    expect((await world.ctl('deploy --yes -e leader')).code).toBe(0);
    const cloudWatch = await startRecorder(`http://127.0.0.1:${leaderControl}`);
    const follow = `sandbox up -e local --control-plane ${cloudWatch.url} --put-metrics`;
    const follower = world.ctl(follow, { signal: interrupt.signal });
    await untilRunning('local');
    while (!(await get(port, '/web')).startsWith('v')) await new Promise((next) => setTimeout(next, 20));
    interrupt.abort();
    await Promise.all([leader, follower]);
    await cloudWatch.close();
    expect(cloudWatch.put.join('\n')).toMatch(/"RequestCount".*targetgroup\/leader-web-blue/);
  });
});

describe('a sandbox in the background', () => {
  it('serves until it is stopped, also on ports other than those of the file, and keeps its state', async () => {
    const [data, control] = await freePorts();
    const up = `sandbox up --detach --port ${data} --control-port ${control}`;
    expect((await world.ctl(up, { self })).out).toContain(`started, http://127.0.0.1:${data}`);
    expect((await world.ctl(up, { self })).out).toContain('already running');
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    expect(await get(data, '/web')).toBe('v1');
    expect((await world.ctl('sandbox down')).out).toContain('is stopped');
    expect((await world.ctl('sandbox down')).out).toContain('was not running');
    expect((await world.ctl(up, { self })).code).toBe(0);
    expect(await get(data, '/web')).toBe('v1');
  }, 60_000);

  it('makes credentials for this user alone, which it never prints, and without which nothing is answered', async () => {
    const up = await world.ctl('sandbox up --detach', { self });
    const file = join(world.root, '.teal/sandbox/local/credentials');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { accessKeyId, secretAccessKey } = readCredentials(file) ?? { accessKeyId: '?', secretAccessKey: '?' };
    const runs = [
      up,
      await world.ctl('deploy --yes'),
      await world.ctl('sandbox status'),
      await world.ctl('sandbox env'),
    ];
    const log = world.read('.teal/sandbox/local/ctl.log');
    for (const text of [log, ...runs.flatMap(({ out, err }) => [out, err])]) {
      expect(text).not.toContain(accessKeyId);
      expect(text).not.toContain(secretAccessKey);
    }
    rmSync(file);
    expect(await world.ctl('shift web --green 10')).toMatchObject({ code: 1, err: expect.stringContaining('cp -p') });
  }, 60_000);

  it('gives the aws command variables that survive any shell', async () => {
    await world.ctl('sandbox up --detach', { self });
    const { out } = await world.ctl('sandbox env');
    const print = 'echo "$AWS_ENDPOINT_URL" "$AWS_SHARED_CREDENTIALS_FILE" "$AWS_REGION" "${AWS_ACCESS_KEY_ID-none}"';
    const env = { AWS_ACCESS_KEY_ID: 'real' };
    expect(spawnSync('/bin/sh', ['-c', `${out}\n${print}`], { env, encoding: 'utf8' }).stdout.trim()).toBe(
      `http://127.0.0.1:${control} ${join(world.root, '.teal/sandbox/local/credentials')} us-east-1 none`,
    );
    const quoted = formatVariables({ environment: 'x', set: { A: `it's $(id) "\`" \\` }, unset: ['B'] });
    expect(spawnSync('/bin/sh', ['-c', `${quoted.join('\n')}\nprintf %s "$A"`], { encoding: 'utf8' }).stdout).toBe(
      `it's $(id) "\`" \\`,
    );
    await world.ctl('sandbox down');
    expect(await world.ctl('sandbox env')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('not running'),
    });
  }, 60_000);

  it('shows which functions have a fault', async () => {
    await world.ctl('sandbox up --detach', { self });
    expect((await world.ctl('deploy --yes')).code).toBe(0);
    const { control } = (await world.json('sandbox status')).document as { control: string };
    const put = (body: object): Promise<Response> =>
      fetch(`${control}/_teal/faults/local-web-green`, {
        method: 'PUT',
        headers: sandboxHeaders(world.root, 'local'),
        body: JSON.stringify(body),
      });
    expect((await put({ kind: 'errors', percent: 5 })).ok).toBe(true);
    expect((await world.ctl('sandbox status')).out).toContain(
      'local-web-green has a fault: failure of 5 % of invocations',
    );
    const { document } = await world.json('sandbox status');
    expect(document).toMatchObject({ faults: { 'local-web-green': { kind: 'errors', percent: 5 } } });
  }, 60_000);

  it('starts for a ctl whose sources are compiled as they are loaded', () => {
    const tsx = join(__dirname, '../../../node_modules/tsx/dist/cli.mjs');
    const cli = join(__dirname, '../../../controller/cli/main.ts');
    const args = [tsx, cli, 'sandbox', 'up', '--detach', '--root', world.root];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toContain(`started, http://127.0.0.1:${port}`);
  }, 60_000);

  it('that cannot start gives the reason', async () => {
    const blocker = createServer().listen(port, '127.0.0.1');
    const { code, err } = await world.ctl('sandbox up --detach', { self });
    blocker.close();
    expect(code).toBe(1);
    expect(err).toContain(`Port ${port} for the load balancer is in use`);
  }, 60_000);
});

describe('without a sandbox', () => {
  it.each(['shift web --green 10', 'rollback web', 'deploy --yes', 'plan', 'stage web --package code/v2 --yes'])(
    'ctl %s shows how to start it and leaves the file unchanged',
    async (line) => {
      const before = world.read('environments/local.yaml');
      const { code, err } = await world.ctl(line);
      expect(code).toBe(1);
      expect(err).toContain('hint: ctl sandbox up --detach -e local');
      expect(world.read('environments/local.yaml')).toBe(before);
    },
  );

  it('ctl status shows the file, and that the live rules are unknown', async () => {
    const { code, out } = await world.ctl('status');
    expect(code).toBe(1);
    expect(out).toMatch(/web +steady +blue +100\/0 +-/);
    expect(out).toContain('The live rules are unknown');
  });
});
