import { CreateRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyOf, head, sendRaw, statusOf } from './raw';
import { bench, cleanUp, deploy, forward, get, listenerArn, nodeZip, path } from './support';
import type { Bench } from './support';

const echo = nodeZip('return { statusCode: 200, body: JSON.stringify(event) }');

interface Event {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

let on: Bench;
const ask = (request: string): Promise<string> => sendRaw(on.port, request);
const eventOf = (answer: string): Event => JSON.parse(bodyOf(answer)) as Event;
const host = (value: string): RuleCondition => ({ Field: 'host-header', HostHeaderConfig: { Values: [value] } });
const source = (value: string): RuleCondition => ({ Field: 'source-ip', SourceIpConfig: { Values: [value] } });

async function answerWith(priority: number, body: string, ...Conditions: RuleCondition[]): Promise<void> {
  const FixedResponseConfig = { StatusCode: '200', ContentType: 'text/plain', MessageBody: body };
  const Actions = [{ Type: 'fixed-response' as const, FixedResponseConfig }];
  await on.elb.send(
    new CreateRuleCommand({ ListenerArn: await listenerArn(on.elb), Priority: priority, Conditions, Actions }),
  );
}

beforeAll(async () => {
  on = await bench();
  await answerWith(1, 'from ::1', path('/source'), source('::1/128'));
  await answerWith(2, 'from 127.0.0.1', path('/source'), source('127.0.0.1/32'));
  await answerWith(3, 'host b', path('/host'), host('b.example'));
  await answerWith(4, 'fixed', path('/fixed'));
  await forward(on, 10, { [await deploy(on, 'svc-blue', echo)]: 1 });
});
afterAll(cleanUp);

describe('the size of a request', () => {
  const header = (bytes: number, name = 'x-a'): string => `${name}: ${'x'.repeat(bytes - `${name}: `.length)}`;
  const large = ['x-a', 'x-b', 'x-c', 'x-d'].map((name) => header(15 * 1024, name));

  it('may be 16 K for a header and 64 K for all of them', async () => {
    const answer = await ask(head('GET / HTTP/1.1', header(16 * 1024)));
    expect(statusOf(answer)).toBe(200);
    expect(eventOf(answer).headers['x-a']).toHaveLength(16 * 1024 - 'x-a: '.length);
    expect(statusOf(await ask(head('GET / HTTP/1.1', ...large)))).toBe(200);
  });

  it('may be thousands of headers, and none of them is lost', async () => {
    const lines = Array.from({ length: 4000 }, (_, index) => `h${index}: v`);
    const { headers } = eventOf(await ask(head('GET / HTTP/1.1', ...lines)));
    expect(Object.keys(headers).filter((name) => /^h\d+$/.test(name))).toHaveLength(4000);
  });

  it.each([
    ['a header over 16 K', 400, head('GET / HTTP/1.1', header(16 * 1024 + 1))],
    ['headers over 64 K in all', 400, head('GET / HTTP/1.1', ...large, header(6 * 1024, 'x-e'))],
    ['headers of a megabyte', 400, head('GET / HTTP/1.1', ...large, header(2 * 1024 * 1024, 'x-e'))],
    ['a request line over 16 K', 414, head(`GET /${'x'.repeat(16 * 1024)} HTTP/1.1`)],
    ['a query over 16 K', 414, head(`GET /?${'x'.repeat(100 * 1024)} HTTP/1.1`)],
  ])('is refused for %s with %i', async (_, status, request) => {
    const answer = await ask(request);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain('Server: awselb/2.0');
    expect(bodyOf(answer)).toContain(`<center><h1>${status} `);
  });
});

describe('a request that ALB refuses itself', () => {
  const addresses = (count: number): string =>
    Array.from({ length: count }, (_, index) => `10.0.0.${index}`).join(', ');

  it.each([
    ['two Host headers', 400, head('GET / HTTP/1.1', 'Host: a.example', 'Host: b.example')],
    ['two equal Host headers', 400, head('GET / HTTP/1.1', 'Host: a.example', 'Host: a.example')],
    ['no Host in HTTP/1.1', 400, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a line that is not HTTP', 400, 'hello\r\n\r\n'],
    ['a header without a colon', 400, head('GET / HTTP/1.1', 'oops')],
    ['the method TRACE', 405, head('TRACE / HTTP/1.1')],
    ['31 addresses in X-Forwarded-For', 463, head('GET / HTTP/1.1', `X-Forwarded-For: ${addresses(31)}`)],
    ['an encoding of the transfer that ALB does not know', 501, head('POST / HTTP/1.1', 'Transfer-Encoding: gzip')],
    ['one beside chunked', 501, `${head('POST / HTTP/1.1', 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`],
    ['HTTP/2 on the port for HTTP', 505, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('has %s: %i', async (_, status, request) => {
    const answer = await ask(request);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain('Server: awselb/2.0');
  });

  it('is not one with 30 addresses in X-Forwarded-For', async () => {
    const answer = await ask(head('GET / HTTP/1.1', `X-Forwarded-For: ${addresses(30)}`));
    expect(eventOf(answer).headers['x-forwarded-for']).toBe(`${addresses(30)}, 127.0.0.1`);
  });

  it('ends a body in the middle: 400', async () => {
    const request = `${head('POST / HTTP/1.1', 'Content-Length: 10')}12345`;
    expect(statusOf(await sendRaw(on.port, request, { halfClose: true }))).toBe(400);
  });
});

describe('an upgrade', () => {
  const upgrade = (at: string): string =>
    `GET ${at} HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const asked = async (at: string) => statusOf(await sendRaw(on.port, upgrade(at), { halfClose: true }));

  it('to a function is refused with 400', async () => {
    expect(await asked('/')).toBe(400);
  });

  it('that the load balancer answers itself is answered', async () => {
    expect(await asked('/fixed')).toBe(200);
  });
});

describe('headers of the event', () => {
  const headersOf = async (...lines: string[]) => eventOf(await ask(head('GET / HTTP/1.1', ...lines))).headers;
  const own = '1-[0-9a-f]{8}-[0-9a-f]{24}';

  it.each([
    ['without fields', undefined, `^Root=${own}$`],
    ['with Root', 'Root=1-67891233-abcdef012345678912345678', `^Self=${own};Root=1-67891233-abcdef012345678912345678$`],
    ['with Root and another field', 'Root=1-2-3;CalledFrom=app', `^Self=${own};Root=1-2-3;CalledFrom=app$`],
    ['with Self', 'Self=1-1-1;Root=1-2-3', `^Self=${own};Root=1-2-3$`],
    ['with Self behind Root', 'Root=1-2-3; Self=1-1-1;Sampled=1', `^Root=1-2-3;Self=${own};Sampled=1$`],
    ['with Self and no Root', 'Self=1-1-1;CalledFrom=app', `^Self=${own};CalledFrom=app$`],
    ['with neither Root nor Self', 'CalledFrom=app', `^Self=${own};CalledFrom=app$`],
  ])('contain X-Amzn-Trace-Id %s', async (_, sent, pattern) => {
    const headers = await headersOf(...(sent === undefined ? [] : [`X-Amzn-Trace-Id: ${sent}`]));
    expect(headers['x-amzn-trace-id']).toMatch(new RegExp(pattern));
    expect(headers['x-amzn-trace-id']).not.toContain('1-1-1');
  });

  it('contain a new X-Amzn-Trace-Id when all of them are over 7 KB', async () => {
    const headers = await headersOf('X-Amzn-Trace-Id: Root=1-2-3;CalledFrom=app', `x-a: ${'x'.repeat(8000)}`);
    expect(headers['x-amzn-trace-id']).toMatch(new RegExp(`^Root=${own}$`));
  });

  it('contain Connection as the client sent it, and no other header of the connection', async () => {
    const headers = await headersOf('TE: trailers', 'Keep-Alive: timeout=5', 'Proxy-Connection: keep-alive');
    expect(headers['connection']).toBe('close');
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['te']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['keep-alive']));
  });

  it('contain no Connection when the client sends none', async () => {
    const answer = await sendRaw(on.port, 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n', { halfClose: true });
    expect(eventOf(answer).headers).not.toHaveProperty('connection');
  });

  it('contain the host in lower case, with its port', async () => {
    expect((await headersOf('Host: API.Example:8080'))['host']).toBe('api.example:8080');
  });

  it('contain no Expect, which the load balancer answers itself', async () => {
    const answer = await ask(`${head('POST / HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 2')}{}`);
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
    expect(answer).not.toContain('"expect"');
  });

  it('contain the name of the load balancer for a client of HTTP/1.0 without Host', async () => {
    const answer = await ask('GET / HTTP/1.0\r\n\r\n');
    expect(eventOf(answer).headers['host']).toBe('localhost');
  });

  it('never let a client choose the port and the protocol', async () => {
    const headers = await headersOf('X-Forwarded-Proto: https', 'X-Forwarded-Port: 443');
    expect(headers).toMatchObject({ 'x-forwarded-proto': 'http', 'x-forwarded-port': String(on.port) });
  });
});

describe('the host of a request', () => {
  const at = async (line: string, ...lines: string[]): Promise<string> => bodyOf(await ask(head(line, ...lines)));

  it('is matched without its port and whatever its case', async () => {
    expect(await at('GET /host HTTP/1.1', 'Host: b.example:8080')).toBe('host b');
    expect(await at('GET /host HTTP/1.1', 'Host: B.EXAMPLE')).toBe('host b');
  });

  it('is that of an absolute target, not that of the header', async () => {
    expect(await at('GET http://b.example:8080/host HTTP/1.1', 'Host: a.example')).toBe('host b');
    expect(await at('GET http://b.example/host?a=1 HTTP/1.1', 'Host: a.example')).toBe('host b');
  });

  it('reaches the function from an absolute target, and the path without it', async () => {
    const event = eventOf(await ask(head('GET http://C.example:81/p?a=1 HTTP/1.1', 'Host: a.example')));
    expect(event).toMatchObject({ path: '/p', headers: { host: 'c.example:81' } });
    expect(eventOf(await ask(head('GET http://c.example HTTP/1.1'))).path).toBe('/');
  });
});

describe('the source of a request', () => {
  const from = async (ip: string): Promise<string> =>
    bodyOf(await sendRaw(on.port, head('GET /source HTTP/1.1'), { host: ip }));

  it('is an address of IPv4 or of IPv6, and rules match it', async () => {
    expect(await from('127.0.0.1')).toBe('from 127.0.0.1');
    expect(await from('::1')).toBe('from ::1');
  });

  it('is added to X-Forwarded-For as an address of IPv6', async () => {
    const answer = await sendRaw(on.port, head('GET / HTTP/1.1', 'X-Forwarded-For: 2001:db8::7'), { host: '::1' });
    expect(eventOf(answer).headers['x-forwarded-for']).toBe('2001:db8::7, ::1');
  });
});

describe('a connection', () => {
  it('is answered after its client has ended its side', async () => {
    const request = 'GET /late HTTP/1.1\r\nHost: a.example\r\n\r\n';
    const answer = await sendRaw(on.port, request, { halfClose: true });
    expect(statusOf(answer)).toBe(200);
    expect(eventOf(answer).path).toBe('/late');
  });

  it('answers every request that was sent before its end, in order', async () => {
    const one = (at: string): string => `GET ${at} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
    const answer = await sendRaw(on.port, one('/first') + one('/fixed') + one('/third'), { halfClose: true });
    const answers = [...answer.matchAll(/"path":"([^"]+)"|\r\n\r\n(fixed)/g)];
    expect(answers.map(([, at, fixed]) => at ?? fixed)).toEqual(['/first', 'fixed', '/third']);
  });

  it('is kept for the next request', async () => {
    expect((await get(on, { path: '/fixed', headers: { connection: 'keep-alive' } })).headers.connection).toBe(
      'keep-alive',
    );
  });
});
