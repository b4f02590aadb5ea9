// Handler frameworks for Node behind the load balancer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameworkContract } from './handlers.contract';
import { bundlesFolder } from './frameworks/install';
import { zip } from './support';

/** A function whose handler is one of the bundles. */
const code = (name: string) => (): Uint8Array =>
  zip({ 'index.js': readFileSync(join(bundlesFolder(), `${name}.js`), 'utf8') });

/** The query of a framework that does not decode what the load balancer leaves encoded. */
const encodedQuery = (multi: boolean): unknown =>
  multi
    ? { a: ['1', '2'], b: 'x%20y%26z', c: '', d: 'p+q', 'e%5B%5D': '1' }
    : { a: '2', b: 'x%20y%26z', c: '', d: 'p+q', 'e%5B%5D': '1' };

frameworkContract({ name: 'serverless-express', code: code('serverless-express') });

frameworkContract({
  name: 'serverless-http',
  code: code('serverless-http'),
  // It writes no cookies at all into the map of a target group without lists.
  differs: (multi) => (multi ? {} : { cookies: [] }),
});

frameworkContract({
  name: 'fastify',
  code: code('fastify'),
  // It decodes with decodeURIComponent, for which a plus sign is no space.
  differs: (multi) => ({
    query: { a: multi ? ['1', '2'] : '2', b: 'x y&z', c: '', d: 'p+q', 'e[]': '1' },
    ...(!multi && { cookies: [] }),
  }),
});

frameworkContract({ name: 'hono', code: code('hono') });

frameworkContract({
  name: 'middy',
  code: code('middy'),
  differs: (multi) => ({
    query: multi ? { a: ['1', '2'], b: ['x%20y%26z'], c: [''], d: ['p+q'], 'e%5B%5D': ['1'] } : encodedQuery(multi),
    name: 'caf%C3%A9',
    cookies: ['first=1; Path=/', 'second=2; Path=/; HttpOnly'],
    // Its body parsers look for the content type in the map of a target group without lists only.
    ...(multi && { json: 415, form: 415 }),
  }),
});

frameworkContract({
  name: 'powertools',
  code: code('powertools'),
  differs: (multi) => ({
    query: encodedQuery(multi),
    // It reads a body as UTF-8.
    bytes: false,
    // It writes only headers with several values into the lists of a target group with multi-value headers.
    headers: !multi,
    ...(!multi && { cookies: [] }),
  }),
});
