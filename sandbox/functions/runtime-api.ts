// The Lambda Runtime API, version 2018-06-01, for one execution environment ("Using the Lambda runtime API").
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, readBody } from '../http';
import type { Listening } from '../http';
import { failure } from './model';
import type { Outcome } from './model';

/** Longest payload of a synchronous invocation, in bytes ("Lambda quotas"). */
const LARGEST_PAYLOAD = 6 * 1024 * 1024;

/** Calls of the environment's process. */
export interface RuntimeCalls {
  /** It is ready; the answer is the next invocation, when there is one. */
  next(answer: ServerResponse): void;
  /** It finished an invocation. False when that is not its current invocation. */
  done(requestId: string, outcome: Outcome): boolean;
  /** Its handler could not be loaded. */
  initFailed(error: Outcome): void;
}

/** Serves the Runtime API on a port of its own, which is closed with the environment. */
export async function serveRuntimeApi(calls: RuntimeCalls): Promise<Listening> {
  return listen(0, 'the runtime API', (request, response) => {
    answer(calls, request, response).catch(() => response.destroy());
  });
}

async function answer(calls: RuntimeCalls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').replace(/^\/2018-06-01\/runtime\//, '');
  if (request.method === 'GET' && path === 'invocation/next') return calls.next(response);
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

const okOutcome = (body: Buffer | 'too-large'): Outcome =>
  body === 'too-large'
    ? failure('Function.ResponseSizeTooLarge', `Response payload size exceeded ${LARGEST_PAYLOAD} bytes.`)
    : { kind: 'ok', payload: body };

const errorOutcome = (body: Buffer | 'too-large'): Outcome =>
  body === 'too-large' ? okOutcome(body) : { kind: 'error', payload: body };

function sendStatus(response: ServerResponse, code: number): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: code === 202 ? 'OK' : 'Refused' }));
}
