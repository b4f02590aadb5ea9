// Handlers of Lambda's own form behind Middy's router, body parsers and error handler. They answer both kinds of target groups.
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import jsonBody from '@middy/http-json-body-parser';
import httpRouter from '@middy/http-router';
import formBody from '@middy/http-urlencode-body-parser';
import { COOKIES, GZIPPED, IMAGE, LARGE } from './content.mjs';

/** An answer with both kinds of header maps, of which the load balancer uses the one that its target group is set to. */
const answer = (statusCode, type, body, headers = {}) => {
  const all = { 'content-type': type, ...headers };
  const isBinary = Buffer.isBuffer(body);
  return {
    statusCode,
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    body: isBinary ? body.toString('base64') : body,
    isBase64Encoded: isBinary,
  };
};
const json = (body, statusCode = 200) => answer(statusCode, 'application/json', JSON.stringify(body));

const echo = async (event) =>
  json({
    method: event.httpMethod,
    path: event.path,
    query: event.queryStringParameters ?? event.multiValueQueryStringParameters,
    cookie: event.headers?.cookie ?? event.multiValueHeaders?.cookie?.join('; '),
    client: event.headers?.['x-forwarded-for'] ?? event.multiValueHeaders['x-forwarded-for'][0],
  });
const withParser = (parser, status) => middy(async ({ body }) => json({ body }, status)).use(parser);

/** Names that differ in their case only are different names of the map, and one header to a client. */
const cookies = async () => ({
  ...json({}),
  headers: { 'content-type': 'application/json', 'set-cookie': COOKIES[0], 'Set-Cookie': COOKIES[1] },
  multiValueHeaders: { 'content-type': ['application/json'], 'set-cookie': COOKIES },
});
const boom = async () => {
  throw new Error('boom');
};

export const handler = middy(
  httpRouter([
    { method: 'GET', path: '/echo', handler: echo },
    { method: 'HEAD', path: '/echo', handler: echo },
    { method: 'GET', path: '/names/{name}', handler: async (event) => json(event.pathParameters) },
    { method: 'POST', path: '/json', handler: withParser(jsonBody(), 201) },
    { method: 'POST', path: '/form', handler: withParser(formBody(), 200) },
    {
      method: 'POST',
      path: '/bytes',
      handler: async (event) => answer(200, 'application/octet-stream', Buffer.from(event.body, 'base64')),
    },
    { method: 'GET', path: '/cookies', handler: cookies },
    {
      method: 'GET',
      path: '/redirect',
      handler: async () => answer(302, 'text/plain', '', { location: '/echo?from=here' }),
    },
    { method: 'GET', path: '/image', handler: async () => answer(200, 'image/png', IMAGE) },
    { method: 'GET', path: '/large', handler: async () => answer(200, 'text/plain', LARGE) },
    {
      method: 'GET',
      path: '/gzip',
      handler: async () => answer(200, 'text/plain', GZIPPED, { 'content-encoding': 'gzip' }),
    },
    { method: 'GET', path: '/nothing', handler: async () => ({ statusCode: 204 }) },
    { method: 'GET', path: '/boom', handler: boom },
  ]),
).use(httpErrorHandler({ fallbackMessage: 'Internal Server Error' }));
