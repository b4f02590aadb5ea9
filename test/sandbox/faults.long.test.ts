// Injected faults: what a client of the load balancer gets, and that metrics count it like a real failure.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { effectOf } from '../../sandbox/faults/model';
import { answering, bench, cleanUp, deploy, forward, get, nodeZip, path } from './support';
import type { Bench, Got } from './support';
import type { GroupMetrics } from '../../sandbox';
import { OWN_HEADERS } from '../helpers/credentials';

afterEach(cleanUp);

const COUNTING = nodeZip(
  'globalThis.n = (globalThis.n ?? 0) + 1; console.log(`ran ${n}`); return { statusCode: 200, headers: { "x-color": "green" }, body: String(n) }',
);

/** Two functions with their own paths; `svc-blue` never gets a fault. */
async function pair(timeout = 5): Promise<Bench> {
  const on = await bench();
  const blue = await deploy(on, 'svc-blue', answering('blue'));
  const green = await deploy(on, 'svc-green', COUNTING, { timeout });
  await forward(on, 10, { [blue]: 1 }, [path('/blue')]);
  await forward(on, 20, { [green]: 1 }, [path('/green')]);
  return on;
}

async function faults(
  on: Bench,
  method = 'GET',
  name = '',
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(`${on.endpoint}/_teal/faults${name && `/${name}`}`, {
    headers: OWN_HEADERS,
    method,
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, json: await answer.json() };
}

async function broken(fault: unknown, timeout?: number): Promise<Bench> {
  const on = await pair(timeout);
  expect((await faults(on, 'PUT', 'svc-green', fault)).status).toBe(200);
  return on;
}

async function ask(on: Bench, times: number, where = '/green'): Promise<Got[]> {
  const all: Got[] = [];
  for (let turn = 0; turn < times; turn++) all.push(await get(on, { path: where }));
  return all;
}

/** Sends requests until an answer has this status; stops after twenty. */
async function askUntil(on: Bench, status: number): Promise<(Got & { readonly milliseconds: number })[]> {
  const all: (Got & { readonly milliseconds: number })[] = [];
  while (all.length < 20 && all.at(-1)?.status !== status) {
    const begun = performance.now();
    all.push({ ...(await get(on, { path: '/green' })), milliseconds: performance.now() - begun });
  }
  expect(all.at(-1)?.status).toBe(status);
  return all;
}

const statuses = (all: readonly Got[]): number[] => all.map((one) => one.status);

async function metrics(on: Bench): Promise<Record<string, GroupMetrics>> {
  const answer = await fetch(`${on.endpoint}/_teal/metrics`, { headers: OWN_HEADERS });
  return ((await answer.json()) as { targetGroups: Record<string, GroupMetrics> }).targetGroups;
}

describe('a function that is made to fail', () => {
  it('gives a 502 of the load balancer, counted as an error of the function, and does not affect the other function', async () => {
    const on = await broken({ kind: 'errors' });
    expect(statuses(await ask(on, 3))).toEqual([502, 502, 502]);
    expect(statuses(await ask(on, 3, '/blue'))).toEqual([200, 200, 200]);
    const counted = await metrics(on);
    expect(counted['svc-green']).toMatchObject({ requests: 3, lambda_user_errors: 3, elb_502: 3, target_5xx: 0 });
    expect(counted['svc-blue']).toMatchObject({ requests: 3, lambda_user_errors: 0, elb_502: 0 });
    expect(on.logs.join('\n')).toContain('Sandbox.InjectedFault');
  });

  it('fails in part of its invocations, the same ones for the same seed', async () => {
    const on = await broken({ kind: 'errors', percent: 30, seed: 7 });
    const first = statuses(await ask(on, 40));
    const hit = first.filter((status) => status === 502).length;
    expect(hit).toBeGreaterThan(3);
    expect(hit).toBeLessThan(25);
    await faults(on, 'PUT', 'svc-green', { kind: 'errors', percent: 30, seed: 7 });
    expect(statuses(await ask(on, 40))).toEqual(first);
    await faults(on, 'PUT', 'svc-green', { kind: 'errors', percent: 30, seed: 8 });
    expect(statuses(await ask(on, 40))).not.toEqual(first);
  });

  it('has run nevertheless', async () => {
    const on = await broken({ kind: 'errors' });
    expect(statuses(await ask(on, 1))).toEqual([502]);
    const log = join(on.dir, 'logs', 'svc-green.log');
    while (!readFileSync(log, 'utf8').includes('ran 1')) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('fails for every caller, not only for the load balancer', async () => {
    const on = await broken({ kind: 'errors' });
    const answer = await on.lambda.send(new InvokeCommand({ FunctionName: 'svc-green', Qualifier: 'live' }));
    expect(answer.FunctionError).toBe('Unhandled');
  });
});

describe('a function that is made to answer with a status', () => {
  it('answers with it and its own headers, counted as an answer of the target', async () => {
    const on = await broken({ kind: 'status', status: 503 });
    const [got] = await ask(on, 1);
    expect(got).toMatchObject({ status: 503, headers: { 'x-color': 'green' } });
    expect((await metrics(on))['svc-green']).toMatchObject({ requests: 1, target_5xx: 1, elb_502: 0 });
  });

  it('fails in the same way with lists of headers', async () => {
    const on = await broken({ kind: 'status' });
    const answer = await on.lambda.send(new InvokeCommand({ FunctionName: 'svc-green', Qualifier: 'live' }));
    expect(JSON.parse(new TextDecoder().decode(answer.Payload))).toMatchObject({ statusCode: 500 });
  });
});

describe('a function that is made slow', () => {
  it('takes that much longer, also in the metrics', async () => {
    const on = await broken({ kind: 'latency', milliseconds: 150 });
    expect(statuses(await ask(on, 2))).toEqual([200, 200]);
    const latencies = (await metrics(on))['svc-green']?.latencies_ms ?? [];
    expect(Math.min(...latencies)).toBeGreaterThanOrEqual(149);
  });

  it('times out when its timeout is shorter', async () => {
    const on = await broken({ kind: 'latency', milliseconds: 5000 }, 1);
    expect(statuses(await ask(on, 1))).toEqual([502]);
    expect(on.logs.join('\n')).toContain('Task timed out after 1.00 seconds');
  });

  it('never answers within its timeout, and recovers when the fault is removed', async () => {
    const on = await broken({ kind: 'timeout' }, 1);
    expect(statuses(await ask(on, 1))).toEqual([502]);
    expect(on.logs.join('\n')).toContain('Task timed out after 1.00 seconds');
    await faults(on, 'DELETE', 'svc-green');
    expect(statuses(await ask(on, 1))).toEqual([200]);
  });

  it('occupies its environment meanwhile, so that others are started and, at the limit, requests are throttled', async () => {
    const on = await bench({ concurrency: 2 });
    await forward(on, 10, { [await deploy(on, 'svc-green', COUNTING)]: 1 });
    await faults(on, 'PUT', 'svc-green', { kind: 'latency', milliseconds: 400 });
    const all = await Promise.all([get(on), get(on), get(on)]);
    expect(statuses(all).sort()).toEqual([200, 200, 502]);
    expect((await metrics(on))['svc-green']).toMatchObject({ throttles: 1 });
  });

  it('grows slower with every invocation of an environment until it times out, and starts again with the next', async () => {
    const on = await broken({ kind: 'leak', milliseconds: 900 }, 3);
    const all = await askUntil(on, 502);
    for (const { body, milliseconds } of all.filter((one) => one.status === 200)) {
      expect(milliseconds).toBeGreaterThanOrEqual((Number(body) - 1) * 900 - 1);
    }
    expect(on.logs.join('\n')).toContain('Task timed out after 3.00 seconds');
    // Another environment answers: a new one, or on a busy machine one that was started beside it.
    await askUntil(on, 200);
  });
});

describe('a function that is made to crash', () => {
  it('loses its process after so many invocations, and again with the next process', async () => {
    const on = await broken({ kind: 'crash', after: 2 });
    const all = [...(await askUntil(on, 502)), ...(await askUntil(on, 502))];
    const answers = all.filter((one) => one.status === 200).map((one) => one.body);
    expect([...new Set(answers)].sort()).toEqual(['1', '2']);
    expect(on.logs.join('\n')).toContain('Runtime.ExitError');
    expect((await metrics(on))['svc-green']).toMatchObject({ requests: all.length, elb_502: 2 });
  });
});

describe('a fault', () => {
  it('is listed, replaced by another, and outlives new code, until it is removed', async () => {
    const on = await broken({ kind: 'errors' });
    await faults(on, 'PUT', 'svc-blue', { kind: 'crash', after: 3 });
    await faults(on, 'PUT', 'svc-green', { kind: 'status' });
    expect((await faults(on)).json).toEqual({
      schemaVersion: 1,
      faults: { 'svc-blue': { kind: 'crash', after: 3 }, 'svc-green': { kind: 'status', status: 500, percent: 100 } },
    });
    await on.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'svc-green', ZipFile: answering('new'), Publish: true }),
    );
    expect(statuses(await ask(on, 1))).toEqual([500]);
    await faults(on, 'DELETE', 'svc-blue');
    expect((await faults(on, 'DELETE', 'svc-green')).json).toEqual({ schemaVersion: 1, faults: {} });
    expect(statuses(await ask(on, 1))).toEqual([200]);
  });

  it.each([
    ['a body that is not JSON', 'svc-green', 'errors, please', 400, 'not JSON'],
    ['an unknown kind', 'svc-green', { kind: 'gremlins' }, 400, 'kind'],
    ['a part of 0 %', 'svc-green', { kind: 'errors', percent: 0 }, 400, 'percent'],
    ['a status that is not a failure', 'svc-green', { kind: 'status', status: 404 }, 400, 'status'],
    ['a delay that no function may take', 'svc-green', { kind: 'latency', milliseconds: 900_001 }, 400, 'milliseconds'],
    ['a field too many', 'svc-green', { kind: 'crash', after: 1, percent: 5 }, 400, 'percent'],
    ['a function that does not exist', 'svc-red', { kind: 'errors' }, 404, 'There are: svc-blue, svc-green'],
  ])('is refused for %s, and nothing is changed', async (_, name, body, status, expected) => {
    const on = await pair();
    const answer = await faults(on, 'PUT', name, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.json)).toContain(expected);
    expect((await faults(on)).json).toEqual({ schemaVersion: 1, faults: {} });
  });

  it('is refused by another method', async () => {
    expect((await faults(await pair(), 'POST', 'svc-green', { kind: 'errors' })).status).toBe(405);
  });
});

describe('the part of invocations that a fault affects', () => {
  it('is the percentage of the fault', () => {
    const hit = (percent: number, random: number): boolean =>
      effectOf({ kind: 'errors', percent }, 0, () => random).kind === 'fail';
    expect([hit(5, 0.0499), hit(5, 0.05), hit(100, 0.999), hit(0.1, 0)]).toEqual([true, false, true, true]);
  });
});
