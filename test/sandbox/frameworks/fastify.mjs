// Fastify by way of @fastify/aws-lambda.
import awsLambdaFastify from '@fastify/aws-lambda';
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import { COOKIES, GZIPPED, IMAGE, LARGE } from './content.mjs';

const app = Fastify();
app.register(formbody);
app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

app.get('/echo', async ({ method, url, query, headers }) => ({
  method,
  path: url.split('?')[0],
  query,
  cookie: headers.cookie,
  client: headers['x-forwarded-for'],
}));
app.get('/names/:name', async ({ params }) => params);
app.post('/json', async ({ body }, reply) => reply.code(201).send({ body }));
app.post('/form', async ({ body }) => ({ body }));
app.post('/bytes', async ({ body }, reply) => reply.type('application/octet-stream').send(body));
app.get('/cookies', async (_, reply) => reply.header('set-cookie', COOKIES).send({}));
app.get('/redirect', async (_, reply) => reply.redirect('/echo?from=here'));
app.get('/image', async (_, reply) => reply.type('image/png').send(IMAGE));
app.get('/large', async (_, reply) => reply.type('text/plain').send(LARGE));
app.get('/gzip', async (_, reply) => reply.type('text/plain').header('content-encoding', 'gzip').send(GZIPPED));
app.get('/nothing', async (_, reply) => reply.code(204).send());
app.get('/boom', async () => {
  throw new Error('boom');
});

export const handler = awsLambdaFastify(app, {
  albMultiValueHeaders: true,
  binaryMimeTypes: ['image/png', 'application/octet-stream'],
});
