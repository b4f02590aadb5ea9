import {
  ModifyTargetGroupAttributesCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, deploy, forward, get, listenerArn, nodeZip, path, zip } from './support';
import type { Bench } from './support';
import { OWN_HEADERS } from '../helpers/credentials';

afterEach(cleanUp);

const echo = nodeZip(
  'return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(event) }',
);
const parse = (body: string): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;

async function serving(code: Uint8Array): Promise<{ on: Bench; group: string }> {
  const on = await bench();
  const group = await deploy(on, 'svc-blue', code);
  await forward(on, 10, { [group]: 1 });
  return { on, group };
}

describe('the event of a Lambda target', () => {
  it('is what ALB documents', async () => {
    const { on, group } = await serving(echo);
    const got = await get(on, {
      path: '/a%20b?x=1%202&x=3&flag',
      method: 'POST',
      headers: { 'X-Custom': 'One', 'content-type': 'application/json', connection: 'keep-alive' },
      body: '{"a":1}',
    });
    const event = parse(got.body);
    expect(event).toMatchObject({
      requestContext: { elb: { targetGroupArn: group } },
      httpMethod: 'POST',
      path: '/a%20b',
      queryStringParameters: { x: '3', flag: '' },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(event['headers']).toMatchObject({
      'x-custom': 'One',
      host: `127.0.0.1:${on.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': String(on.port),
      'x-forwarded-proto': 'http',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
    expect(event['headers']).toHaveProperty('connection', 'keep-alive');
    expect(event).not.toHaveProperty('multiValueHeaders');
  });

  it('keeps query values as the client encoded them', async () => {
    const { on } = await serving(echo);
    const event = parse((await get(on, { path: '/?q=a%2Fb+c' })).body);
    expect(event['queryStringParameters']).toEqual({ q: 'a%2Fb+c' });
  });

  it('appends the peer to X-Forwarded-For, and never trusts it as the source', async () => {
    const { on } = await serving(echo);
    const event = parse((await get(on, { from: '127.0.0.7', headers: { 'x-forwarded-for': '9.9.9.9' } })).body);
    expect(event['headers']).toMatchObject({ 'x-forwarded-for': '9.9.9.9, 127.0.0.7' });
  });

  it('has a body in base64 when it is not text', async () => {
    const { on } = await serving(echo);
    const body = Buffer.from([0, 255, 1]);
    const event = parse((await get(on, { method: 'PUT', headers: { 'content-type': 'image/png' }, body })).body);
    expect(event).toMatchObject({ body: body.toString('base64'), isBase64Encoded: true });
  });

  it('has lists instead of maps when the target group asks for them', async () => {
    const code = nodeZip(
      'return { statusCode: 200, multiValueHeaders: { "x-two": ["1", "2"], "x-event": [JSON.stringify(event)] } }',
    );
    const { on, group } = await serving(code);
    const Attributes = [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }];
    await on.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group, Attributes }));
    const got = await get(on, { path: '/?a=1&a=2', headers: { 'x-n': ['p', 'q'] } });
    expect(got.headers['x-two']).toBe('1, 2');
    const event = parse(String(got.headers['x-event']));
    expect(event).toMatchObject({
      multiValueQueryStringParameters: { a: ['1', '2'] },
      multiValueHeaders: { 'x-n': ['p', 'q'] },
    });
    expect(event).not.toHaveProperty('headers');
  });
});

describe('the answer of a Lambda target', () => {
  it('passes on status, headers, cookies and a base64 body', async () => {
    const { on } = await serving(
      nodeZip(`return { statusCode: 201, statusDescription: '201 Made', headers: { 'content-type': 'text/x', 'content-length': '99' },
        body: Buffer.from('hello').toString('base64'), isBase64Encoded: true }`),
    );
    const got = await get(on);
    expect(got).toMatchObject({ status: 201, body: 'hello' });
    expect(got.headers).toMatchObject({ 'content-type': 'text/x', 'content-length': '5', server: 'awselb/2.0' });
  });

  it.each([
    ['has no status', 'return { body: "x" }'],
    ['has an invalid status', 'return { statusCode: "fine" }'],
    ['is not an object', 'return "hello"'],
    ['is nothing', 'return undefined'],
    ['has a header that is not a string', 'return { statusCode: 200, headers: { a: { b: 1 } } }'],
    ['has a header with a line break', 'return { statusCode: 200, headers: { a: "b\\r\\nc: d" } }'],
    ['is longer than 1 MB', 'return { statusCode: 200, body: "x".repeat(1024 * 1024 + 1) }'],
    ['is an exception', 'throw new Error("boom")'],
    ['is a dead process', 'process.exit(3)'],
  ])('becomes 502 when it %s', async (_, code) => {
    const { on } = await serving(nodeZip(code));
    const got = await get(on);
    expect(got.status).toBe(502);
    expect(got.body).toContain('<center><h1>502 Bad Gateway</h1></center>');
    expect(got.headers.server).toBe('awselb/2.0');
  });

  it('keeps a 5xx of its own', async () => {
    const { on } = await serving(nodeZip('return { statusCode: 503, body: "own" }'));
    expect(await get(on)).toMatchObject({ status: 503, body: 'own' });
  });

  it('has no body for HEAD, but the headers', async () => {
    const { on } = await serving(answering('hello'));
    const got = await get(on, { method: 'HEAD' });
    expect(got).toMatchObject({ status: 200, body: '' });
    expect(got.headers['content-length']).toBe('5');
  });
});

describe('the load balancer itself', () => {
  it('refuses a request body over 1 MB with 413', async () => {
    const { on } = await serving(answering('x'));
    const got = await get(on, { method: 'POST', body: Buffer.alloc(1024 * 1024 + 1) });
    expect(got.status).toBe(413);
  });

  it('answers 503 for a target group without a target, and when every weight is 0', async () => {
    const { on, group } = await serving(answering('x'));
    const empty = await on.elb.send(new CreateTargetGroupCommand({ Name: 'empty', TargetType: 'lambda' }));
    await forward(on, 1, { [empty.TargetGroups?.[0]?.TargetGroupArn ?? '']: 1 }, [path('/empty')]);
    await forward(on, 2, { [group]: 0 }, [path('/zero')]);
    expect((await get(on, { path: '/empty' })).status).toBe(503);
    expect((await get(on, { path: '/zero' })).status).toBe(503);
  });

  it('answers 404 when no rule matches', async () => {
    expect((await get(await bench())).status).toBe(404);
  });

  it('performs fixed responses and redirects', async () => {
    const on = await bench();
    const ListenerArn = await listenerArn(on.elb);
    const FixedResponseConfig = { StatusCode: '418', ContentType: 'text/plain', MessageBody: 'tea' };
    const RedirectConfig = { StatusCode: 'HTTP_301', Protocol: 'HTTPS', Port: '443', Path: '/new/#{path}' } as const;
    const rule = (Priority: number, at: string, Action: object) =>
      on.elb.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority,
          Conditions: [path(at)],
          Actions: [{ Type: undefined, ...Action }],
        }),
      );
    await rule(1, '/fixed', { Type: 'fixed-response', FixedResponseConfig });
    await rule(2, '/old/*', { Type: 'redirect', RedirectConfig });
    expect(await get(on, { path: '/fixed' })).toMatchObject({ status: 418, body: 'tea' });
    const got = await get(on, { path: '/old/x?a=1', headers: { host: 'example.com:8080' } });
    expect(got.status).toBe(301);
    expect(got.headers.location).toBe('https://example.com:443/new/old/x?a=1');
  });

  it('divides requests by weight and sends a whitelisted client to the canary', async () => {
    let turn = 0;
    const on = await bench({ random: () => (turn++ % 10) / 10 });
    const blue = await deploy(on, 'svc-blue', answering('blue'));
    const green = await deploy(on, 'svc-green', answering('green'));
    await forward(on, 5, { [green]: 100 }, [{ Field: 'source-ip', SourceIpConfig: { Values: ['127.0.0.2/32'] } }]);
    await forward(on, 10, { [blue]: 70, [green]: 30 });
    const bodies = (from: string) =>
      Promise.all(Array.from({ length: 10 }, async () => (await get(on, { from })).body));
    expect(new Set(await bodies('127.0.0.2'))).toEqual(new Set(['green']));
    expect((await bodies('127.0.0.3')).filter((body) => body === 'green')).toHaveLength(3);
  });

  it('keeps a client on its target group while its cookie lasts, even at weight 0', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const on = await bench({ now: () => now, random: () => 0 });
    const blue = await deploy(on, 'svc-blue', answering('blue'));
    const green = await deploy(on, 'svc-green', answering('green'));
    const rule = await forward(on, 10, { [blue]: 50, [green]: 50 }, undefined, 60);
    const first = await get(on);
    const cookie = String(first.headers['set-cookie']?.[0]).split(';')[0] ?? '';
    expect(cookie).toMatch(/^AWSALBTG=/);
    const ForwardConfig = {
      TargetGroups: [
        { TargetGroupArn: blue, Weight: 0 },
        { TargetGroupArn: green, Weight: 100 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
    };
    await on.elb.send(new ModifyRuleCommand({ RuleArn: rule, Actions: [{ Type: 'forward', ForwardConfig }] }));
    expect((await get(on, { headers: { cookie } })).body).toBe('blue');
    expect((await get(on)).body).toBe('green');
    now = new Date('2026-01-01T00:01:01Z');
    expect((await get(on, { headers: { cookie } })).body).toBe('green');
  });

  it('counts what each target group did', async () => {
    const { on } = await serving(
      nodeZip(
        'if (event.path === "/boom") throw new Error("boom"); return { statusCode: Number(event.path.slice(1)) }',
      ),
    );
    for (const at of ['/200', '/204', '/302', '/404', '/500', '/boom']) await get(on, { path: at });
    const metrics: unknown = await (await fetch(`${on.endpoint}/_teal/metrics`, { headers: OWN_HEADERS })).json();
    expect(metrics).toMatchObject({
      targetGroups: {
        'svc-blue': {
          requests: 6,
          target_2xx: 2,
          target_3xx: 1,
          target_4xx: 1,
          target_5xx: 1,
          lambda_user_errors: 1,
          elb_502: 1,
        },
      },
    });
  });
});

describe('the duration of an invocation', () => {
  it('does not include the start of its environment, like Lambda’s', async () => {
    const on = await bench();
    const slowToStart = zip({
      'index.mjs':
        'await new Promise((next) => setTimeout(next, 400)); export const handler = async () => ({ statusCode: 200 });',
    });
    await forward(on, 10, { [await deploy(on, 'svc-blue', slowToStart)]: 1 });
    const begun = performance.now();
    expect((await get(on)).status).toBe(200);
    const waited = performance.now() - begun;
    const answer = await fetch(`${on.endpoint}/_teal/metrics`, { headers: OWN_HEADERS });
    const { targetGroups } = (await answer.json()) as { targetGroups: Record<string, { latencies_ms: number[] }> };
    const [counted = Infinity] = targetGroups['svc-blue']?.latencies_ms ?? [];
    expect(waited - counted).toBeGreaterThanOrEqual(399);
  });
});
