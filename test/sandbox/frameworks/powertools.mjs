// The event handler of Powertools for AWS Lambda.
import { Router } from '@aws-lambda-powertools/event-handler/http';
import { COOKIES, GZIPPED, IMAGE, LARGE } from './content.mjs';

const app = new Router();
const binary = (body, headers) => new Response(body, { headers });

const echo = async ({ req }) => {
  const { pathname, searchParams } = new URL(req.url);
  const query = [...new Set(searchParams.keys())].map((key) => {
    const values = searchParams.getAll(key);
    return [key, values.length > 1 ? values : values[0]];
  });
  return {
    method: req.method,
    path: pathname,
    query: Object.fromEntries(query),
    cookie: req.headers.get('cookie') ?? undefined,
    client: req.headers.get('x-forwarded-for'),
  };
};
app.get('/echo', echo);
app.head('/echo', echo);
app.get('/names/:name', async ({ params }) => params);
app.post('/json', async ({ req }) => Response.json({ body: await req.json() }, { status: 201 }));
app.post('/form', async ({ req }) => {
  const form = new URLSearchParams(await req.text());
  return { body: { a: form.getAll('a'), b: form.get('b') } };
});
app.post('/bytes', async ({ req }) => binary(await req.arrayBuffer(), { 'content-type': 'application/octet-stream' }));
app.get('/cookies', async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  multiValueHeaders: { 'set-cookie': COOKIES },
  body: '{}',
}));
app.get('/redirect', async () => new Response('', { status: 302, headers: { location: '/echo?from=here' } }));
app.get('/image', async () => binary(IMAGE, { 'content-type': 'image/png' }));
app.get('/large', async () => binary(LARGE, { 'content-type': 'text/plain' }));
app.get('/gzip', async () => binary(GZIPPED, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }));
app.get('/nothing', async () => new Response(null, { status: 204 }));
app.get('/boom', async () => {
  throw new Error('boom');
});

export const handler = (event, context) => app.resolve(event, context);
