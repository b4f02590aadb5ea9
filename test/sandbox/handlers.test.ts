// How a Node handler may answer: as Lambda's runtime understands it, behind a load balancer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get, path, zip } from './support';
import type { Bench, Deployment } from './support';

const OK = '{ statusCode: 200, body: "ok" }';

let on: Bench;
beforeAll(async () => {
  on = await bench();
});
afterAll(cleanUp);

interface Answered {
  readonly status: number;
  readonly body: string;
  /** What the sandbox logged meanwhile. */
  readonly log: string;
}

let functions = 0;
/** Deploys a function. Returns how to ask it, by a part of the path. */
async function serve(code: string, options: Deployment & { readonly file?: string } = {}) {
  const name = `fn-${++functions}`;
  const group = await deploy(on, name, zip({ [options.file ?? 'index.cjs']: code }), options);
  await forward(on, functions, { [group]: 1 }, [path(`/${name}/*`)]);
  return async (at = ''): Promise<Answered> => {
    const before = on.logs.length;
    const { status, body } = await get(on, { path: `/${name}/${at}` });
    return { status, body, log: on.logs.slice(before).join('\n') };
  };
}

const ask = async (code: string, options: Deployment & { readonly file?: string } = {}): Promise<Answered> =>
  (await serve(code, options))();

/** Code whose handler does what the end of the path names. */
const chosenBy = (ways: Readonly<Record<string, string>>, wrapped: (chosen: string) => string): string => `
  const ways = {${Object.entries(ways)
    .map(([name, code]) => `${JSON.stringify(name)}: ${code}`)
    .join(',\n')}};
  const choose = (event) => ways[decodeURIComponent(event.path.split('/').pop())];
  exports.handler = ${wrapped('choose(event)')};`;

describe('a Node handler that takes a callback', () => {
  const late = `let late = 0; setTimeout(() => (late = 1), 50); const answer = { statusCode: 200, get body() { return 'late ' + late } };`;
  const ways: readonly [what: string, code: string, status: number, text: string][] = [
    ['calls it', `(e, c, done) => done(null, ${OK})`, 200, 'ok'],
    ['calls it with an error', `(e, c, done) => done(new TypeError('no'))`, 502, '"errorType":"TypeError"'],
    ['calls it with a text as the error', `(e, c, done) => done('no')`, 502, '"errorType":"string"'],
    ['throws', `(e, c, done) => { throw new RangeError('no') }`, 502, '"errorType":"RangeError"'],
    ['calls it twice', `(e, c, done) => { done(null, ${OK}); done(null, { statusCode: 500 }) }`, 200, 'ok'],
    ['calls context.succeed', `(e, c, done) => c.succeed(${OK})`, 200, 'ok'],
    ['calls context.done', `(e, c, done) => c.done(null, ${OK})`, 200, 'ok'],
    ['calls context.done with an error', `(e, c, done) => c.done(new Error('sad'))`, 502, 'sad'],
    ['calls context.fail', `(e, c, done) => c.fail(new Error('sad'))`, 502, 'sad'],
    ['calls context.fail without an error', `(e, c, done) => c.fail()`, 502, '"errorMessage":"handled"'],
    ['returns a promise', `(e, c, done) => Promise.resolve(${OK})`, 200, 'ok'],
    ['returns a promise that is rejected', `(e, c, done) => Promise.reject(new Error('sad'))`, 502, 'sad'],
    ['never calls it', `(e, c, done) => undefined`, 502, 'the answer is null'],
    ['returns its answer without a promise', `(e, c, done) => (${OK})`, 502, 'the answer is null'],
    ['has work left when it calls it', `(e, c, done) => { ${late} done(null, answer) }`, 200, 'late 1'],
    [
      'does not wait for that work',
      `(e, c, done) => { ${late} c.callbackWaitsForEmptyEventLoop = false; done(null, answer) }`,
      200,
      'late 0',
    ],
    ['does not wait after context.succeed', `(e, c, done) => { ${late} c.succeed(answer) }`, 200, 'late 0'],
  ];
  const code = chosenBy(
    Object.fromEntries(ways.map(([what, way]) => [what, way])),
    (chosen) => `(event, context, callback) => ${chosen}(event, context, callback)`,
  );
  let call: (at: string) => Promise<Answered>;
  beforeAll(async () => {
    call = await serve(code);
  });

  it.each(ways)('and %s', async (what, _, status, text) => {
    const got = await call(encodeURIComponent(what));
    expect(got.status).toBe(status);
    expect(status === 200 ? got.body : got.log).toContain(text);
  });

  it('times out when the event loop never becomes empty', async () => {
    const endless = `setInterval(() => undefined, 10); exports.handler = (e, c, done) => done(null, ${OK});`;
    const got = await ask(endless, { timeout: 1 });
    expect(got.status).toBe(502);
    expect(got.log).toContain('Task timed out after 1.00 seconds');
  });

  it('is refused by nodejs24.x, in the words of Lambda', async () => {
    const got = await ask(`exports.handler = (e, c, done) => done(null, ${OK});`, { runtime: 'nodejs24.x' });
    expect(got.status).toBe(502);
    expect(got.log).toContain('"errorType":"Runtime.CallbackHandlerDeprecated"');
    expect(got.log).toContain('AWS Lambda has removed support for callback-based function handlers');
  });
});

describe('a Node handler without a callback', () => {
  const ways: readonly [what: string, code: string, status: number, text: string][] = [
    ['returns a promise', `async () => (${OK})`, 200, 'ok'],
    ['waits for what nothing can settle', 'async () => new Promise(() => undefined)', 502, '"Runtime.NodeJsExit"'],
    ['answers what is no JSON', 'async () => { const a = {}; a.a = a; return a; }', 502, 'Unable to stringify'],
    ['answers nothing', 'async () => undefined', 502, 'the answer is null'],
    ['has work left when it answers', `async () => { setInterval(() => undefined, 1000); return ${OK}; }`, 200, 'ok'],
  ];
  const code = (wrapped: string): string =>
    chosenBy(
      {
        ...Object.fromEntries(ways.map(([what, way]) => [what, way])),
        plain: `() => (${OK})`,
        context: '(event, context) => ({ statusCode: 200, body: Object.keys(context).sort().join(" ") })',
      },
      (chosen) => `${wrapped} ${chosen}(event, context)`,
    );

  it.each([
    ['nodejs20.x', 'async (event, context) =>'],
    ['nodejs24.x', '(event, context) =>'],
  ] as const)('that returns a promise is waited for on %s', async (runtime, wrapped) => {
    const call = await serve(code(wrapped), { runtime });
    for (const [what, , status, text] of ways) {
      const got = await call(encodeURIComponent(what));
      expect([what, got.status]).toEqual([what, status]);
      expect(status === 200 ? got.body : got.log).toContain(text);
    }
    if (runtime !== 'nodejs24.x') return;
    expect(await call('plain')).toMatchObject({ status: 200, body: 'ok' });
    const keys = (await call('context')).body.split(' ');
    expect(keys).toContain('awsRequestId');
    for (const old of ['succeed', 'fail', 'done', 'callbackWaitsForEmptyEventLoop']) expect(keys).not.toContain(old);
  });
});

describe('a handler of awslambda.streamifyResponse', () => {
  const document = `s.write('{"statusCode":201,'); s.write('"body":"' + c.functionName + '"}'); s.end();`;
  const ways: readonly [what: string, code: string, status: number, text: string][] = [
    ['writes one JSON document', `async (e, s, c) => { ${document} }`, 201, 'fn-'],
    ['writes an object', `async (e, s) => { s.write(${OK}); s.end(); }`, 200, 'ok'],
    [
      'is piped into',
      `async (e, s) => pipeline(Readable.from(['{"statusCode":200,', '"body":"piped"}']), s)`,
      200,
      'piped',
    ],
    [
      'uses HttpResponseStream.from',
      `async (e, s) => { const http = HttpResponseStream.from(s, { statusCode: 200 }); http.write('hello'); http.end(); }`,
      502,
      'not JSON',
    ],
    ['throws', `async () => { throw new RangeError('torn') }`, 502, '"errorType":"RangeError"'],
    ['never ends its stream', `async (e, s) => { s.write('{}') }`, 502, 'Response stream is not finished.'],
    ['returns no promise', `(e, s) => s.end()`, 502, 'Streaming does not support non-async handlers.'],
  ];
  let call: (at: string) => Promise<Answered>;
  beforeAll(async () => {
    const imports = `const { pipeline } = require('node:stream/promises'); const { Readable } = require('node:stream');
      const { HttpResponseStream, streamifyResponse } = awslambda;`;
    const code = chosenBy(
      Object.fromEntries(ways.map(([what, way]) => [what, way])),
      (chosen) => `streamifyResponse((event, stream, context) => ${chosen}(event, stream, context))`,
    );
    call = await serve(`${imports}\n${code}`);
  });

  it.each(ways)('that %s', async (what, _, status, text) => {
    const got = await call(encodeURIComponent(what));
    expect(got.status).toBe(status);
    expect(status < 300 ? got.body : got.log).toContain(text);
  });

  it('that uses HttpResponseStream.from is told by its log that a load balancer cannot read it', async () => {
    await call(encodeURIComponent('uses HttpResponseStream.from'));
    const log = readFileSync(join(on.dir, 'logs', `fn-${functions}.log`), 'utf8');
    expect(log).toContain('A load balancer expects one JSON document');
  });
});

describe("a handler's name", () => {
  it.each<[what: string, file: string, handler: string]>([
    ['a folder with an index', 'src/index.js', 'src.handler'],
    ['a file without an ending', 'index', 'index.handler'],
  ])('may name %s', async (_, file, handler) => {
    expect(await ask(`exports.handler = async () => (${OK});`, { file, handler })).toMatchObject({ body: 'ok' });
  });

  it.each<[what: string, handler: string, code: string, type: string]>([
    ['leads out of the package', '../index.handler', '', 'Runtime.MalformedHandlerName'],
    ['names a missing export', 'index.other', 'exports.handler = 1', 'Runtime.HandlerNotFound'],
    ['names code that cannot be parsed', 'index.handler', 'exports.handler = =', 'Runtime.UserCodeSyntaxError'],
    ['names code that lacks a module', 'index.handler', 'require("nothing-like-it")', 'Runtime.ImportModuleError'],
  ])('that %s fails with the error of Lambda', async (_, handler, code, type) => {
    const got = await ask(code, { handler });
    expect(got.status).toBe(502);
    expect(got.log).toContain(`"errorType":"${type}"`);
  });
});
