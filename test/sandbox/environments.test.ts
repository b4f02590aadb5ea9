// Environments of functions: how they are started, reused and bounded, and what a process can do to its connection with the sandbox.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, deploy, forward, get, nodeZip, path, zip, waitingToLoad } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

/** A function named svc that gets every request. */
async function serving(code: Uint8Array, options: Parameters<typeof bench>[0] = {}): Promise<Bench> {
  const on = await bench(options);
  await forward(on, 10, { [await deploy(on, 'svc', code, { timeout: 60 })]: 1 });
  return on;
}

/** Answers with the number of the invocation in its process; `/bad` does something before. */
const counting = (bad: string): Uint8Array =>
  zip({
    'index.mjs': `import { writeSync } from 'node:fs';
      let n = 0;
      export const handler = async (event) => {
        n++;
        if (event.path === '/bad') { ${bad} }
        return { statusCode: 200, body: String(n) };
      };`,
  });

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a process that writes to its channel', () => {
  it.each([
    ['text', "writeSync(4, 'hello, sandbox'); await new Promise(() => undefined);"],
    [
      'an answer to an invocation that it does not have',
      `${writeFrame({ kind: 'response', requestId: 'x' })}; throw 1;`,
    ],
    [
      'that it is ready, before it has answered',
      `${writeFrame({ kind: 'next' })}; await new Promise(() => undefined);`,
    ],
    ['an unknown kind of frame', `${writeFrame({ kind: 'hello' })}; await new Promise(() => undefined);`],
    ['a frame without an object', `${writeFrame(5)}; await new Promise(() => undefined);`],
  ])('%s fails its own request only', async (_, bad) => {
    const on = await serving(counting(bad));
    const all = [await get(on), await get(on, { path: '/bad' }), await get(on)];
    expect(all.map(({ status }) => status)).toEqual([200, 502, 200]);
  });
});

/** Code that writes a frame with this header to the channel. */
function writeFrame(header: unknown): string {
  const json = JSON.stringify(header);
  return `writeSync(4, Buffer.concat([Buffer.from([0, 0, 0, ${json.length}, 0, 0, 0, 0]), Buffer.from(${JSON.stringify(json)})]))`;
}

describe('payloads', () => {
  it('of nearly 6 MB go both ways unchanged', async () => {
    const on = await serving(nodeZip('return event'));
    const Payload = Buffer.from(JSON.stringify({ text: 'ä'.repeat(2_900_000) }));
    const answer = await on.lambda.send(new InvokeCommand({ FunctionName: 'svc', Qualifier: 'live', Payload }));
    expect(answer.FunctionError).toBeUndefined();
    expect(Buffer.from(answer.Payload ?? []).equals(Payload)).toBe(true);
  });

  it('of more than 6 MB are an error of the function, whose environment goes on', async () => {
    const on = await serving(counting('return "x".repeat(7_000_000)'));
    const Payload = Buffer.from(JSON.stringify({ path: '/bad' }));
    const answer = await on.lambda.send(new InvokeCommand({ FunctionName: 'svc', Qualifier: 'live', Payload }));
    expect(answer.FunctionError).toBe('Unhandled');
    expect(on.logs.join('\n')).toContain('Function.ResponseSizeTooLarge');
    expect((await get(on)).body).toBe('2');
  });
});

describe('an environment that has answered', () => {
  it('and ends before it asks for more costs no request', async () => {
    const on = await serving(counting('setImmediate(() => process.exit(0))'));
    expect((await get(on, { path: '/bad' })).status).toBe(200);
    expect((await get(on)).body).toBe('1');
  });

  it('with an unhandled rejection has ended, and the next request gets a new one', async () => {
    const on = await serving(counting('Promise.reject(new Error("late"))'));
    expect(await get(on, { path: '/bad' })).toMatchObject({ status: 200, body: '1' });
    expect((await get(on)).body).toBe('1');
    expect(readFileSync(join(on.dir, 'logs', 'svc.log'), 'utf8')).toContain('late');
  });

  it('and never asks for more ends at its timeout', async () => {
    const on = await bench();
    const code = counting('setImmediate(() => { for (;;); })');
    await forward(on, 10, { [await deploy(on, 'svc', code, { timeout: 1 })]: 1 });
    expect((await get(on, { path: '/bad' })).body).toBe('1');
    expect((await get(on)).body).toBe('1');
  });

  it('is frozen until the next request: its timers wait', async () => {
    const code = `let ticks = 0;
      setInterval(() => ticks++, 1);
      export const handler = async () => {
        const before = ticks;
        while (ticks === before) await new Promise((resolve) => setTimeout(resolve, 1));
        return { statusCode: 200, body: JSON.stringify({ before, after: ticks }) };
      };`;
    const on = await serving(zip({ 'index.mjs': code }));
    const ask = async (): Promise<{ before: number; after: number }> =>
      JSON.parse((await get(on)).body) as { before: number; after: number };
    const { after } = await ask();
    // Time for hundreds of ticks, of which the last turn of the event loop can take one or two.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await ask()).before - after).toBeLessThan(5);
  });
});

describe('a burst on functions that have no environment', () => {
  it('of many requests at once has no failed request', async () => {
    const on = await serving(answering('warm'));
    const all = await Promise.all(Array.from({ length: 80 }, () => get(on)));
    expect(new Set(all.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(['200 warm']));
  });

  it('starts at most two environments for each processor at a time, over all functions', async () => {
    const on = await bench();
    const { code, begun, go } = waitingToLoad(on.dir);
    const most = 2 * availableParallelism();
    const names = Array.from({ length: most + 1 }, (_, index) => `svc${index}`);
    for (const [index, name] of names.entries())
      await forward(on, index + 1, { [await deploy(on, name, code, { timeout: 60 })]: 1 }, [path(`/${name}`)]);
    const answers = Promise.all(names.map((name) => get(on, { path: `/${name}` })));
    await until(() => begun() >= most);
    // Time in which more would start.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(begun()).toBe(most);
    go();
    for (const { status, body } of await answers) expect([status, body]).toEqual([200, 'ok']);
  });

  it('has at most so many environments as the sandbox may have; more requests wait', async () => {
    const code = nodeZip(
      'await new Promise((resolve) => setTimeout(resolve, 20)); return { statusCode: 200, body: String(process.pid) }',
    );
    const on = await serving(code, { mostEnvironments: 2 });
    const all = await Promise.all(Array.from({ length: 12 }, () => get(on)));
    expect(all.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(new Set(all.map(({ body }) => body)).size).toBeLessThanOrEqual(2);
  });
});
