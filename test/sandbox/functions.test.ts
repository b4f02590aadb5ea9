import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, deploy, forward, get, nodeZip, zip, waitingToLoad } from './support';
import type { Bench, Deployment } from './support';
import { OWN_HEADERS } from '../helpers/credentials';

afterEach(cleanUp);

async function serving(code: Uint8Array, options: Deployment = {}, on?: Bench): Promise<Bench> {
  const sandbox = on ?? (await bench());
  const group = await deploy(sandbox, 'svc-blue', code, options);
  await forward(sandbox, 10, { [group]: 1 });
  return sandbox;
}

const functionLog = (on: Bench): string => readFileSync(join(on.dir, 'logs', 'svc-blue.log'), 'utf8');

/** Waits for a change that another process makes. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a handler', () => {
  it.each([
    ['an ES module', zip({ 'index.mjs': 'export const handler = async () => ({ statusCode: 200, body: "ok" })' })],
    ['a CommonJS module', zip({ 'index.js': 'exports.handler = async () => ({ statusCode: 200, body: "ok" })' })],
    [
      'one with a callback',
      zip({ 'index.cjs': 'exports.handler = (e, c, done) => done(null, { statusCode: 200, body: "ok" })' }),
    ],
    [
      'one that imports a file',
      zip({
        'index.mjs': 'export { handler } from "./lib/a.mjs"',
        'lib/a.mjs': 'export const handler = async () => ({ statusCode: 200, body: "ok" })',
      }),
    ],
  ])('may be %s', async (_, code) => {
    expect(await get(await serving(code))).toMatchObject({ status: 200, body: 'ok' });
  });

  it('may be in a folder and nested in an object', async () => {
    const code = zip({ 'src/app.js': 'exports.api = { get: async () => ({ statusCode: 200, body: "deep" }) }' });
    expect((await get(await serving(code, { handler: 'src/app.api.get' }))).body).toBe('deep');
  });

  it("gets its own variables and Lambda's, and not the host's", async () => {
    process.env.TEAL_TEST_SECRET = 'secret';
    const code = nodeZip('return { statusCode: 200, body: JSON.stringify(process.env) }');
    const on = await serving(code, { environment: { MINE: 'yes' } });
    const body = (await get(on)).body;
    expect(JSON.parse(body)).toMatchObject({
      MINE: 'yes',
      AWS_LAMBDA_FUNCTION_NAME: 'svc-blue',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_REGION: 'us-east-1',
    });
    expect(body).not.toContain('secret');
  });

  it('gets its request id, its alias and the remaining time', async () => {
    const code = nodeZip(
      'return { statusCode: 200, body: JSON.stringify([context.awsRequestId, context.invokedFunctionArn, context.getRemainingTimeInMillis()]) }',
    );
    const [id, arn, left] = JSON.parse((await get(await serving(code))).body) as [string, string, number];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(arn).toBe('arn:aws:lambda:us-east-1:000000000000:function:svc-blue:live');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5000);
  });

  it('writes to its own log', async () => {
    const on = await serving(nodeZip('console.log("hello log"); return { statusCode: 200 }'));
    await get(on);
    await until(() => functionLog(on).includes('hello log'));
  });

  it('that cannot be loaded is a 502, and the log has the reason', async () => {
    const on = await serving(zip({ 'index.mjs': 'throw new Error("broken at load")' }));
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toContain('broken at load');
    expect(functionLog(on)).toContain('broken at load');
  });

  it('that does not exist is a 502, and the log names it', async () => {
    const on = await serving(zip({ 'other.mjs': '' }));
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toContain("Cannot find module 'index'");
  });
});

describe('an environment', () => {
  it('starts when none is free, but only one for each processor starts at a time', async () => {
    const on = await bench();
    const { code, begun, go } = waitingToLoad(on.dir);
    await serving(code, {}, on);
    const processors = availableParallelism();
    const answers = Promise.all(Array.from({ length: processors + 6 }, () => get(on)));
    await until(() => begun() >= processors);
    // Time in which more would start.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(begun()).toBe(processors);
    go();
    for (const { status, body } of await answers) expect([status, body]).toEqual([200, 'ok']);
  });

  it('serves one request after the other', async () => {
    const on = await serving(
      nodeZip('globalThis.n = (globalThis.n ?? 0) + 1; return { statusCode: 200, body: String(n) }'),
    );
    const bodies = [];
    for (let turn = 0; turn < 3; turn++) bodies.push((await get(on)).body);
    expect(bodies).toEqual(['1', '2', '3']);
  });

  it('serves one request at a time: concurrent ones get others', async () => {
    const code = nodeZip(
      'const before = globalThis.busy; globalThis.busy = true; await new Promise((r) => setTimeout(r, 20)); globalThis.busy = false; return { statusCode: before ? 500 : 200 }',
    );
    const on = await serving(code);
    const all = await Promise.all(Array.from({ length: 8 }, () => get(on)));
    expect(all.map((got) => got.status)).toEqual(Array(8).fill(200));
  });

  it('ends when the function takes too long, and the next request gets a new one', async () => {
    const code = nodeZip('if (event.path === "/slow") for (;;); return { statusCode: 200, body: String(process.pid) }');
    const on = await serving(code, { timeout: 1 });
    const pid = Number((await get(on)).body);
    expect((await get(on, { path: '/slow' })).status).toBe(502);
    expect(on.logs.join('\n')).toContain('Task timed out after 1.00 seconds');
    const next = await get(on);
    expect(next.status).toBe(200);
    expect(Number(next.body)).not.toBe(pid);
  });

  it('that crashes fails its own request only', async () => {
    const on = await serving(
      nodeZip('if (event.path === "/crash") process.kill(process.pid, "SIGKILL"); return { statusCode: 200 }'),
    );
    expect((await get(on)).status).toBe(200);
    expect((await get(on, { path: '/crash' })).status).toBe(502);
    expect((await get(on)).status).toBe(200);
    expect(on.logs.join('\n')).toContain('Runtime.ExitError');
  });

  it('whose handler takes too long to load loads it again within the first invocation', async () => {
    const on = await bench({ initMs: 1 });
    const code = zip({
      'index.mjs': `const loaded = Date.now();
        export const handler = async (event, context) =>
          ({ statusCode: 200, body: String(context.getRemainingTimeInMillis() + (Date.now() - loaded)) });`,
    });
    await serving(code, { timeout: 60 }, on);
    const { status, body } = await get(on);
    expect(status).toBe(200);
    expect(Number(body)).toBeLessThan(60_000);
    expect(Number((await get(on)).body)).toBeGreaterThan(59_000);
  });

  it('whose handler does not load within the time of the function either times out', async () => {
    const on = await bench({ initMs: 1 });
    await serving(zip({ 'index.mjs': 'for (;;);' }), { timeout: 1 }, on);
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toContain('"errorMessage":"Error: Task timed out after 1.00 seconds"');
  });

  it('that is idle ends after its idle time', async () => {
    const on = await bench({ idleMs: 1 });
    await serving(nodeZip('return { statusCode: 200, body: String(process.pid) }'), {}, on);
    const pid = Number((await get(on)).body);
    await until(() => !isAlive(pid));
    expect((await get(on)).status).toBe(200);
  });

  it('ends with the sandbox, even while its handler never returns', async () => {
    const on = await serving(nodeZip('console.log("pid", process.pid); for (;;);'), { timeout: 60 });
    const pending = get(on).catch(() => undefined);
    await until(() => existsSync(join(on.dir, 'logs', 'svc-blue.log')) && /pid \d+/.test(functionLog(on)));
    const pid = Number(/pid (\d+)/.exec(functionLog(on))?.[1]);
    await on.close();
    await pending;
    expect(isAlive(pid)).toBe(false);
  });
});

describe('concurrency', () => {
  const slow = nodeZip('await new Promise((r) => setTimeout(r, 300)); return { statusCode: 200 }');

  it('beyond the reserved one is throttled, which is a 502', async () => {
    const on = await serving(slow);
    await on.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'svc-blue', ReservedConcurrentExecutions: 1 }),
    );
    const all = await Promise.all([get(on), get(on), get(on)]);
    expect(all.map((got) => got.status).sort()).toEqual([200, 502, 502]);
    const metrics: unknown = await (await fetch(`${on.endpoint}/_teal/metrics`, { headers: OWN_HEADERS })).json();
    expect(metrics).toMatchObject({ targetGroups: { 'svc-blue': { throttles: 2, elb_502: 2 } } });
  });

  it('of 0 stops a function', async () => {
    const on = await serving(slow);
    await on.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'svc-blue', ReservedConcurrentExecutions: 0 }),
    );
    expect((await get(on)).status).toBe(502);
    const invoke = on.lambda.send(new InvokeCommand({ FunctionName: 'svc-blue' }));
    await expect(invoke).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});

describe('a new version', () => {
  it('is served as soon as the alias points at it, and no request fails on the way', async () => {
    const on = await serving(answering('one'));
    const FunctionName = 'svc-blue';
    let moved = false;
    const seen: string[] = [];
    const load = (async () => {
      for (let after = 0; after < 5; after += moved ? 1 : 0) {
        const got = await Promise.all([get(on), get(on), get(on)]);
        seen.push(...got.map(({ status, body }) => `${status} ${body}`));
      }
    })();
    await on.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: answering('two') }));
    const { Version: FunctionVersion } = await on.lambda.send(new PublishVersionCommand({ FunctionName }));
    expect(FunctionVersion).toBe('2');
    expect((await get(on)).body).toBe('one');
    await on.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion }));
    moved = true;
    expect((await get(on)).body).toBe('two');
    await load;
    expect(new Set(seen)).toEqual(new Set(['200 one', '200 two']));
    const old = await on.lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: '1' }));
    expect(old.Version).toBe('1');
  });
});

describe('a Python handler', () => {
  it('is a 502 that names Python when Python is missing, and Node functions still work', async () => {
    const on = await bench();
    const group = await deploy(on, 'node', answering('fine'));
    await forward(on, 5, { [group]: 1 }, [{ Field: 'path-pattern', Values: ['/node'] }]);
    await serving(zip({}), { runtime: 'python3.12', handler: 'app.handler' }, on);
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    try {
      expect((await get(on)).status).toBe(502);
      expect((await get(on, { path: '/node' })).body).toBe('fine');
    } finally {
      process.env.PATH = PATH;
    }
    expect(on.logs.join('\n')).toContain('python3 is not on PATH');
  });
});
