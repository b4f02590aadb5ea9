// An Express application, for the two adapters that run it on Lambda.
import express from 'express';
import { COOKIES, GZIPPED, IMAGE, LARGE } from './content.mjs';

export const app = express();
app.use(express.json(), express.urlencoded({ extended: false }));
app.use(express.raw({ type: 'application/octet-stream', limit: '1mb' }));

app.get('/echo', ({ method, path, query, headers }, response) =>
  response.json({ method, path, query, cookie: headers.cookie, client: headers['x-forwarded-for'] }),
);
app.get('/names/:name', ({ params }, response) => response.json(params));
app.post('/json', ({ body }, response) => response.status(201).json({ body }));
app.post('/form', ({ body }, response) => response.json({ body }));
app.post('/bytes', ({ body }, response) => response.type('application/octet-stream').send(body));
app.get('/cookies', (_, response) => response.set('Set-Cookie', COOKIES).json({}));
app.get('/redirect', (_, response) => response.redirect('/echo?from=here'));
app.get('/image', (_, response) => response.type('image/png').send(IMAGE));
app.get('/large', (_, response) => response.type('text/plain').send(LARGE));
app.get('/gzip', (_, response) => response.type('text/plain').set('Content-Encoding', 'gzip').send(GZIPPED));
app.get('/nothing', (_, response) => response.status(204).end());
app.get('/boom', () => {
  throw new Error('boom');
});
// The final handler of Express waits for a socket, which serverless-express does not have.
app.use((_, response) => response.status(404).json({}));
app.use((_error, _, response, _next) => response.status(500).json({}));
