// The Lambda Runtime API, version 2018-06-01, for one execution environment ("Using the Lambda runtime API").
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, readBody } from '../http';
import type { Invocation } from './model';
import { LARGEST_PAYLOAD, errorOutcome, okOutcome } from './outcomes';
import type { RuntimeCalls, Transport } from './runtime-calls';

/** Serves the Runtime API on a port of its own, which is closed with the environment: a process is known by its port. */
export async function serveRuntimeApi(calls: RuntimeCalls): Promise<Transport> {
  const handle = (request: IncomingMessage, response: ServerResponse): void =>
    void answer(calls, request, response).catch(() => response.destroy());
  // The process keeps its connection while a handler runs, for as long as that takes.
  const api = await listen(0, 'the runtime API', handle, { keptMs: 0 });
  return {
    variables: { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.port}` },
    channel: undefined,
    attach: () => undefined,
    close: () => api.close(),
  };
}

async function answer(calls: RuntimeCalls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').replace(/^\/2018-06-01\/runtime\//, '');
  if (request.method === 'GET' && path === 'invocation/next')
    return calls.next({
      isOpen: () => !response.destroyed,
      send: (invocation, deadline) => deliver(response, invocation, deadline),
    });
  const body = await readBody(request, LARGEST_PAYLOAD);
  if (request.method !== 'POST') return sendStatus(response, 404);
  if (path === 'init/error') {
    calls.initFailed(errorOutcome(body));
    return sendStatus(response, 202);
  }
  const [, id, verb] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (id === undefined) return sendStatus(response, 404);
  const known = calls.done(id, verb === 'error' ? errorOutcome(body) : okOutcome(body));
  return sendStatus(response, known ? 202 : 400);
}

function deliver(response: ServerResponse, { requestId, arn, traceId, payload }: Invocation, deadline: number): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': payload.length,
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': String(deadline),
    'lambda-runtime-invoked-function-arn': arn,
    ...(traceId === undefined ? {} : { 'lambda-runtime-trace-id': traceId }),
  });
  response.end(payload);
}

function sendStatus(response: ServerResponse, code: number): void {
  const body = JSON.stringify({ status: code === 202 ? 'OK' : 'Refused' });
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
