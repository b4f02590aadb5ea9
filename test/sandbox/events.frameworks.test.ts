// Every event that the load balancer sends has the fields of Powertools' schemas of ALB's events, and no others.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { warmEvent } from '../../environments/warm-event';
import { service } from '../controller/release/service';
import { bundlesFolder } from './frameworks/install';
import { bench, cleanUp, deploy, forward, get, nodeZip } from './support';
import type { Ask, Bench } from './support';

/** A schema of zod, which the schemas of Powertools are made with. */
interface Schema {
  parse(value: unknown): unknown;
}

const { AlbSchema, AlbMultiValueHeadersSchema } = createRequire(__filename)(join(bundlesFolder(), 'schemas.js')) as {
  readonly AlbSchema: Schema;
  readonly AlbMultiValueHeadersSchema: Schema;
};

const schemaOf = (multi: boolean): Schema => (multi ? AlbMultiValueHeadersSchema : AlbSchema);

const post = (type: string, body: string | Buffer): Ask => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});

const REQUESTS: readonly (readonly [string, Ask])[] = [
  ['a GET', {}],
  ['a GET with a body', { headers: { 'content-length': '4' }, body: 'body' }],
  ['a HEAD', { method: 'HEAD' }],
  ['an OPTIONS', { method: 'OPTIONS' }],
  ['a DELETE', { method: 'DELETE' }],
  ['a PATCH of JSON', { ...post('application/json', '{"a":1}'), method: 'PATCH' }],
  ['a PUT of bytes', { ...post('image/png', Buffer.from([0, 255])), method: 'PUT' }],
  ['a POST without a body', { method: 'POST' }],
  ['a POST of text', post('text/plain; charset=utf-8', 'é')],
  ['a POST of a form', post('application/x-www-form-urlencoded', 'a=1')],
  ['a POST of several parts', post('multipart/form-data; boundary=x', '--x--')],
  ['a POST in chunks', { ...post('text/plain', 'chunk'), headers: { 'transfer-encoding': 'chunked' } }],
  ['a query with a key twice', { path: '/?a=1&a=2' }],
  ['a query without values', { path: '/?a&b=&=c&&' }],
  ['a query with encoded characters', { path: '/?%C3%A9=%20+%26&b[]=1' }],
  ['a query that names what objects have', { path: '/?constructor=1&toString=2' }],
  ['an encoded path', { path: '/caf%C3%A9%2F%20' }],
  ['a header twice', { headers: { 'x-a': ['1', '2'] } }],
  ['cookies', { headers: { cookie: 'a=1; b=2' } }],
  ['an empty header', { headers: { 'x-a': '' } }],
  ['headers of another proxy', { headers: { 'x-forwarded-for': '9.9.9.9', 'x-forwarded-proto': 'https' } }],
  ['a trace', { headers: { 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678' } }],
];

describe.each([false, true])('with lambda.multi_value_headers.enabled=%s', (multi) => {
  let on: Bench;
  const read = async (ask: Ask): Promise<unknown> => {
    const encoded = String((await get(on, ask)).headers['x-event']);
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  };
  beforeAll(async () => {
    on = await bench();
    const code = `const headers = { 'x-event': Buffer.from(JSON.stringify(event)).toString('base64') };
      return { statusCode: 200, headers, multiValueHeaders: { 'x-event': [headers['x-event']] } };`;
    const group = await deploy(on, 'capture', nodeZip(code), { timeout: 60 });
    await forward(on, 10, { [group]: 1 });
    const Attributes = [{ Key: 'lambda.multi_value_headers.enabled', Value: String(multi) }];
    await on.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group, Attributes }));
  });
  afterAll(cleanUp);

  it.each(REQUESTS)('the event of %s has the fields of the schema', async (_, ask) => {
    const sent = await read(ask);
    expect(schemaOf(multi).parse(sent)).toEqual(sent);
    const absent = multi
      ? ['headers', 'queryStringParameters']
      : ['multiValueHeaders', 'multiValueQueryStringParameters'];
    for (const field of absent) expect(sent).not.toHaveProperty(field);
  });

  it('sends an empty text as the body of a request without one', async () => {
    for (const method of ['GET', 'POST'])
      expect(await read({ method })).toMatchObject({ body: '', isBase64Encoded: false });
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT', 'POST', 'DELETE'])('names the method %s', async (method) => {
    expect(await read({ method })).toMatchObject({ httpMethod: method });
  });

  it('has a body that came in chunks', async () => {
    const headers = { 'transfer-encoding': 'chunked', 'content-type': 'text/plain' };
    expect(await read({ method: 'POST', headers, body: 'in chunks' })).toMatchObject({ body: 'in chunks' });
  });

  it('keeps a header and a query key without a value', async () => {
    const sent = await read({ path: '/?flag', headers: { 'x-empty': '' } });
    expect(sent).toMatchObject(
      multi
        ? { multiValueHeaders: { 'x-empty': [''] }, multiValueQueryStringParameters: { flag: [''] } }
        : { headers: { 'x-empty': '' }, queryStringParameters: { flag: '' } },
    );
  });
});

describe('the event that wakes a function', () => {
  it.each([false, true])('has the fields of the schema, with multi_value_headers: %s', (multi) => {
    const event = warmEvent('arn:aws:elasticloadbalancing:test', service({ multi_value_headers: multi }), 'green');
    expect(schemaOf(multi).parse(event)).toEqual(event);
  });
});
