// Who the control endpoint answers.
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openCredentials, readCredentials } from '../../sandbox/credentials';
import { OWN_HEADERS } from '../helpers/credentials';
import { answering, bench, cleanUp, clientsOf, deploy, get, temporaryDir } from './support';
import type { Ask, Bench, Got } from './support';

afterEach(cleanUp);

/** A request to the control endpoint. */
const ask = (on: Bench, request: Ask): Promise<Got> => get({ port: on.controlPort }, request);

const state = (on: Bench): string => readFileSync(join(on.dir, 'state.json'), 'utf8');

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CREATE = `Action=CreateTargetGroup&Version=2015-12-01&Name=evil&TargetType=lambda`;

/** Each changes something, or runs a function, when it is answered. */
const CHANGES: readonly Ask[] = [
  { method: 'POST', headers: FORM, body: CREATE },
  { method: 'POST', headers: { 'content-type': 'text/plain' }, body: CREATE },
  { method: 'POST', path: '/2015-03-31/functions/svc/invocations', body: '{}' },
  { method: 'DELETE', path: '/2015-03-31/functions/svc' },
  { method: 'PUT', path: '/_teal/faults/svc', body: '{"kind":"errors","percent":100}' },
];

const READS: readonly Ask[] = [
  { path: '/_teal/metrics' },
  { path: '/_teal/faults' },
  { path: '/2015-03-31/functions' },
  { path: '/2015-03-31/functions/svc' },
  { method: 'POST', headers: FORM, body: 'Action=GetCallerIdentity&Version=2011-06-15' },
];

describe('the control endpoint', () => {
  it.each([
    ['a foreign host, as after DNS rebinding', { host: 'evil.test:8081' }, '"evil.test:8081"'],
    ['a foreign host that begins as ours', { host: '127.0.0.1.evil.test' }, 'evil.test'],
    ['another origin', { origin: 'http://evil.test' }, 'a page of "http://evil.test"'],
    ['another port of this machine', { origin: 'http://localhost:3000' }, 'localhost:3000'],
    ['a page without an origin', { origin: 'null' }, '"null"'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'cross-site'],
    ['the same site', { 'sec-fetch-site': 'same-site' }, 'same-site'],
  ])('refuses %s, also with its credentials, and changes nothing', async (_, headers, named) => {
    const on = await bench();
    await deploy(on, 'svc', answering('svc'));
    const before = state(on);
    for (const request of [...CHANGES, ...READS]) {
      const answer = await ask(on, { ...request, headers: { ...request.headers, ...OWN_HEADERS, ...headers } });
      expect(answer.status).toBe(403);
      expect(answer.body.replaceAll('&quot;', '"').replaceAll('\\"', '"')).toContain(named);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect(state(on)).toBe(before);
  });

  it.each([
    ['none', {}],
    [
      'a key of somebody else',
      { authorization: 'AWS4-HMAC-SHA256 Credential=AKIAX/20300101/us-east-1/lambda/aws4_request' },
    ],
    ['the secret in place of the id', { authorization: 'Bearer x' }],
    ['a part of the id', { authorization: `Bearer ${OWN_HEADERS.authorization.slice(7, -1)}` }],
    ['an empty id', { authorization: 'AWS4-HMAC-SHA256 Credential=/20300101/us-east-1/lambda/aws4_request' }],
    ['another scheme', { authorization: 'Basic dGVzdDp0ZXN0' }],
  ])('refuses every request whose credentials are %s, and changes nothing', async (_, headers) => {
    const on = await bench();
    await deploy(on, 'svc', answering('svc'));
    const before = state(on);
    for (const request of [...CHANGES, ...READS]) {
      const answer = await ask(on, { ...request, headers: { ...request.headers, ...headers } });
      expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('ctl sandbox env') });
      expect(answer.body).not.toContain('svc');
    }
    expect(state(on)).toBe(before);
  });

  it('refuses with the errors of AWS, which the SDK understands', async () => {
    const on = await bench();
    const { elb, lambda } = clientsOf(on.endpoint, { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' });
    await expect(elb.send(new DescribeLoadBalancersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      message: expect.stringContaining('ctl sandbox env'),
    });
    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: expect.stringContaining('ctl sandbox env'),
    });
    elb.destroy();
    lambda.destroy();
  });

  it('says to a stranger that it lives, and nothing else', async () => {
    const on = await bench();
    expect(JSON.parse((await ask(on, { path: '/_teal/health' })).body)).toEqual({ status: 'ok' });
  });

  it('answers localhost, its own origin, and an address that was typed', async () => {
    const on = await bench();
    const host = `localhost:${on.controlPort}`;
    const headers = { ...OWN_HEADERS, host, origin: `http://${host}`, 'sec-fetch-site': 'none' };
    expect((await ask(on, { path: '/_teal/metrics', headers })).status).toBe(200);
  });

  it('changes nothing by GET', async () => {
    const on = await bench();
    const answer = await ask(on, { path: `/?${CREATE}`, headers: OWN_HEADERS });
    expect(answer).toMatchObject({ status: 405, body: expect.stringContaining('by POST') });
    expect(() => state(on)).toThrow('ENOENT');
  });

  it('gives up a body that never ends, and headers that never end', async () => {
    const on = await bench({ patience: { headersMs: 50, requestMs: 100 } });
    const line = `Host: 127.0.0.1\r\nAuthorization: ${OWN_HEADERS.authorization}\r\n`;
    const body = `POST / HTTP/1.1\r\n${line}Content-Length: 100\r\n\r\nAction=`;
    expect(await untilClosed(on.controlPort, body)).toContain('408');
    expect(await untilClosed(on.controlPort, `GET / HTTP/1.1\r\n${line}`)).toContain('408');
    expect(on.logs).toEqual([]);
  });

  it('ends the connection of a stranger that goes on sending', async () => {
    const on = await bench();
    const answer = await untilClosed(
      on.controlPort,
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999\r\n\r\nx',
    );
    expect(answer).toContain('403');
  });

  it('refuses a path that cannot be decoded as an error of its sender', async () => {
    const on = await bench();
    const answer = await ask(on, { path: '/2015-03-31/functions/%zz', headers: OWN_HEADERS });
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('%zz is not a part of a URL') });
    expect(on.logs).toEqual([]);
  });

  it('is not reached through the load balancer', async () => {
    const on = await bench();
    for (const request of [...CHANGES, ...READS]) {
      const headers = { ...request.headers, ...OWN_HEADERS, host: `127.0.0.1:${on.controlPort}` };
      expect(await get(on, { ...request, headers })).toMatchObject({ status: 404 });
    }
    expect(() => state(on)).toThrow('ENOENT');
  });
});

/** What a server answers until it closes the connection, on which nothing more is sent. */
async function untilClosed(port: number, text: string): Promise<string> {
  let got = '';
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.on('data', (more: string) => (got += more)).on('error', () => undefined);
  socket.write(text);
  while (!socket.closed) await pause(10);
  return got;
}

describe('the credentials of a sandbox', () => {
  it('are made once for each folder, differ, and are for this user alone', () => {
    const [first, second] = [join(temporaryDir(), 'a/credentials'), join(temporaryDir(), 'credentials')];
    const made = openCredentials(first);
    expect(made.accessKeyId).toMatch(/^TEAL[0-9A-F]{32}$/);
    expect(statSync(first).mode & 0o777).toBe(0o600);
    expect(openCredentials(first)).toEqual(made);
    expect(openCredentials(second).accessKeyId).not.toBe(made.accessKeyId);
  });

  it.each([
    ['others could read', (file: string) => chmodSync(file, 0o640)],
    ['was emptied', (file: string) => writeFileSync(file, '')],
    ['was cut', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 80))],
  ])('are made anew when the file %s', (_, spoil) => {
    const file = join(temporaryDir(), 'credentials');
    const made = openCredentials(file);
    spoil(file);
    expect(readCredentials(file)).toBeUndefined();
    expect(openCredentials(file)).not.toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
