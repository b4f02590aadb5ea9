// Hono by way of its own adapter for Lambda.
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { COOKIES, GZIPPED, IMAGE, LARGE } from './content.mjs';

const app = new Hono();

app.get('/echo', ({ req, json }) => {
  const query = Object.entries(req.queries()).map(([key, values]) => [key, values.length > 1 ? values : values[0]]);
  return json({
    method: req.method,
    path: req.path,
    query: Object.fromEntries(query),
    cookie: req.header('cookie'),
    client: req.header('x-forwarded-for'),
  });
});
app.get('/names/:name', ({ req, json }) => json(req.param()));
app.post('/json', async ({ req, json }) => json({ body: await req.json() }, 201));
app.post('/form', async ({ req, json }) => json({ body: await req.parseBody({ all: true }) }));
app.post('/bytes', async ({ req, body }) =>
  body(await req.arrayBuffer(), 200, { 'content-type': 'application/octet-stream' }),
);
app.get('/cookies', (context) => {
  for (const cookie of COOKIES) context.header('set-cookie', cookie, { append: true });
  return context.json({});
});
app.get('/redirect', ({ redirect }) => redirect('/echo?from=here'));
app.get('/image', ({ body }) => body(IMAGE, 200, { 'content-type': 'image/png' }));
app.get('/large', ({ text }) => text(LARGE));
app.get('/gzip', ({ body }) => body(GZIPPED, 200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }));
app.get('/nothing', ({ body }) => body(null, 204));
app.get('/boom', () => {
  throw new Error('boom');
});

export const handler = handle(app);
