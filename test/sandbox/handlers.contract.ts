// What a client gets from a handler framework behind the load balancer, with multi-value headers off and on.
import { gunzipSync } from 'node:zlib';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get } from './support';
import type { Ask, Bench, Deployment, Got } from './support';

const IMAGE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const COOKIES = ['first=1; Path=/', 'second=2; Path=/; HttpOnly'];
const OCTETS = 'application/octet-stream';

/** What differs from one framework to the next, each because of how it reads an event of ALB or writes its answer. */
interface Expected {
  /** The query `a=1&a=2&b=x%20y%26z&c=&d=p+q&e%5B%5D=1` as the application gets it. */
  readonly query: unknown;
  /** The last part of the path `/names/caf%C3%A9`. */
  readonly name: string;
  /** Statuses of a POST of JSON and one of a form. */
  readonly json: number;
  readonly form: number;
  /** Whether bytes that are no text arrive unchanged. */
  readonly bytes: boolean;
  /** The cookies that reach the client, of two. */
  readonly cookies: readonly string[];
  /** Whether its headers reach the client, other than those with several values. */
  readonly headers: boolean;
}

/** A framework, the package of a function that uses it, and what a client gets from it other than usual. */
export interface Framework {
  readonly name: string;
  readonly code: () => Uint8Array;
  readonly deployment?: Deployment;
  readonly differs?: (multi: boolean) => Partial<Expected>;
}

/** With multi-value headers off, the last value of a key is what the load balancer sends. */
const usual = (multi: boolean): Expected => ({
  query: { a: multi ? ['1', '2'] : '2', b: 'x y&z', c: '', d: 'p q', 'e[]': '1' },
  name: 'café',
  json: 201,
  form: 200,
  bytes: true,
  cookies: multi ? COOKIES : COOKIES.slice(0, 1),
  headers: true,
});

/** The tests of a framework. */
export function frameworkContract({ name, code, deployment, differs }: Framework): void {
  describe(name, () => {
    let on: Bench;
    let group: string;
    beforeAll(async () => {
      on = await bench();
      group = await deploy(on, 'framework', code(), { timeout: 60, ...deployment });
      await forward(on, 10, { [group]: 1 });
    }, 120_000);
    afterAll(cleanUp);

    describe.each([false, true])('with lambda.multi_value_headers.enabled=%s', (multi) => {
      const expected = { ...usual(multi), ...differs?.(multi) };
      const ask = (path: string, options: Ask = {}): Promise<Got> => get(on, { path, ...options });
      const post = (path: string, type: string, body: string | Buffer): Promise<Got> =>
        ask(path, { method: 'POST', headers: { 'content-type': type }, body });
      const echo = async (path: string, options?: Ask): Promise<unknown> => JSON.parse((await ask(path, options)).body);
      beforeAll(async () => {
        const Attributes = [{ Key: 'lambda.multi_value_headers.enabled', Value: String(multi) }];
        await on.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group, Attributes }));
      });

      it('reads a query that the load balancer leaves encoded', async () => {
        const seen = await echo('/echo?a=1&a=2&b=x%20y%26z&c=&d=p+q&e%5B%5D=1');
        expect(seen).toMatchObject({ query: expected.query });
      });

      it('sees the method, the path, the cookies and the client', async () => {
        const seen = await echo('/echo', { headers: { cookie: 'one=1; two=2' }, from: '127.0.0.9' });
        expect(seen).toEqual({ method: 'GET', path: '/echo', query: {}, cookie: 'one=1; two=2', client: '127.0.0.9' });
      });

      it('reads a path with letters that are not ASCII', async () => {
        expect(await echo('/names/caf%C3%A9')).toEqual({ name: expected.name });
      });

      it('reads JSON, which comes as text', async () => {
        const got = await post('/json', 'application/json', '{"a":"é"}');
        expect(got.status).toBe(expected.json);
        if (got.status === 201) expect(JSON.parse(got.body)).toEqual({ body: { a: 'é' } });
      });

      it('reads a form, which comes in base64', async () => {
        const got = await post('/form', 'application/x-www-form-urlencoded', 'a=1&a=2&b=x+y%26z');
        expect(got.status).toBe(expected.form);
        if (got.status === 200) expect(JSON.parse(got.body)).toEqual({ body: { a: ['1', '2'], b: 'x y&z' } });
      });

      it('takes and answers every byte', async () => {
        const got = await post('/bytes', OCTETS, IMAGE);
        expect(got.status).toBe(200);
        expect(got.bytes.equals(IMAGE)).toBe(expected.bytes);
      });

      it('takes a large body', async () => {
        expect((await post('/bytes', OCTETS, Buffer.alloc(700_000, 'x'))).bytes).toHaveLength(700_000);
      });

      it('sets cookies', async () => {
        const got = await ask('/cookies');
        expect(got.headers['set-cookie'] ?? []).toEqual(expected.cookies);
      });

      it('redirects', async () => {
        const got = await ask('/redirect');
        expect(got.status).toBe(302);
        expect(got.headers.location).toBe(expected.headers ? '/echo?from=here' : undefined);
      });

      it('answers bytes that are no text', async () => {
        const got = await ask('/image');
        expect(got.status).toBe(200);
        expect(got.headers).toMatchObject({
          'content-type': expected.headers ? 'image/png' : OCTETS,
          'content-length': '256',
        });
        expect(got.bytes).toEqual(IMAGE);
      });

      it('answers a large text', async () => {
        expect((await ask('/large')).bytes).toHaveLength(700_000);
      });

      it('answers a body that it compressed itself', async () => {
        const got = await ask('/gzip', { headers: { 'accept-encoding': 'gzip' } });
        expect(got.headers['content-encoding']).toBe(expected.headers ? 'gzip' : undefined);
        expect(gunzipSync(got.bytes).toString()).toBe('compressed '.repeat(1000));
      });

      it('answers 204 and HEAD without a body', async () => {
        expect(await ask('/nothing')).toMatchObject({ status: 204, body: '' });
        expect(await ask('/echo', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
      });

      it('answers 404 and 500 itself, and goes on', async () => {
        expect((await ask('/unknown')).status).toBe(404);
        expect((await ask('/boom')).status).toBe(500);
        expect((await ask('/echo')).status).toBe(200);
      });
    });
  });
}
