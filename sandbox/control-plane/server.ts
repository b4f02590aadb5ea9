// The control endpoint: ELBv2, Lambda and STS on one port, and the sandbox's own health, metrics and faults.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from '../http';
import type { Faults } from '../faults/registry';
import type { Metrics } from '../metrics';
import { parseWindow } from '../metrics-window';
import { answerFaults, isFaultsPath } from './faults';
import { answerLambda, isLambdaPath } from './lambda/routes';
import { answerQuery } from './query-protocol';
import type { ControlPlaneContext } from './context';

/** A zip of 50 MB in base64 fits ("Lambda quotas"). */
const LARGEST_BODY = 70 * 1024 * 1024;

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What the control endpoint answers from. `following` is the URL of another control plane, when the sandbox serves that one's rules. */
export interface ControlPlane {
  readonly context: ControlPlaneContext;
  readonly metrics: Metrics;
  readonly faults: Faults;
  readonly following: string | undefined;
  readonly log: (line: string) => void;
}

/** The control endpoint's request handler. Signatures are not checked: it listens on the loopback interface only. */
export function controlPlane(plane: ControlPlane): RequestListener {
  return (request, response) => {
    reply(plane, request)
      .catch((error: unknown) => {
        plane.log(`control endpoint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return json(500, { Code: 'InternalFailure', Message: 'The sandbox failed; the reason is in its log.' });
      })
      .then((answer) => send(response, answer))
      .catch(() => response.destroy());
  };
}

async function reply(plane: ControlPlane, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname === '/_teal/health') return json(200, health(plane));
  if (url.pathname === '/_teal/metrics') return metrics(plane, url.searchParams);
  const body = await readBody(request, LARGEST_BODY);
  if (body === 'too-large') return json(413, { Code: 'RequestEntityTooLarge', Message: 'The request is too large.' });
  if (isFaultsPath(url.pathname)) return faults(plane, request.method ?? 'GET', url, body);
  if (isLambdaPath(url.pathname)) return lambda(plane, request, url, body);
  const form = request.method === 'POST' ? body.toString('utf8') : url.search.slice(1);
  const only = plane.following === undefined ? undefined : ['GetCallerIdentity'];
  return { ...answerQuery(plane.context, form, only), type: 'text/xml' };
}

function faults({ faults, context, following }: ControlPlane, method: string, url: URL, body: Buffer): Reply {
  // Another control plane may have functions that this store does not know.
  const known = following === undefined ? context.store.read().functions.map((fn) => fn.name) : undefined;
  const answer = answerFaults({ faults, known }, method, url.pathname, body);
  return json(answer.status, answer.body);
}

const health = (plane: ControlPlane): object => ({
  status: 'ok',
  pid: process.pid,
  port: plane.context.port(),
  account: plane.context.place.account,
  region: plane.context.place.region,
  following: plane.following,
});

function metrics(plane: ControlPlane, query: URLSearchParams): Reply {
  const requested = parseWindow(query);
  if (!requested) return json(200, { schemaVersion: 1, targetGroups: plane.metrics.read() });
  return 'fault' in requested
    ? json(400, { Code: 'ValidationError', Message: requested.fault })
    : json(200, plane.metrics.window(requested));
}

async function lambda(plane: ControlPlane, request: IncomingMessage, url: URL, body: Buffer): Promise<Reply> {
  if (plane.following !== undefined) {
    return json(400, {
      Code: 'InvalidAction',
      Message: `This sandbox follows ${plane.following}; send the request there.`,
    });
  }
  const { method = 'GET', headers } = request;
  const answer = await answerLambda(plane.context, { method, url, headers, body });
  const text = Buffer.isBuffer(answer.body) ? answer.body : answer.body ? JSON.stringify(answer.body) : '';
  return { status: answer.status, type: 'application/json', headers: answer.headers, body: text };
}

const json = (status: number, value: object): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

function send(response: ServerResponse, answer: Reply): void {
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'x-amzn-requestid': randomUUID(),
    ...(answer.status === 204 ? {} : { 'content-length': length }),
    ...answer.headers,
  });
  response.end(answer.status === 204 ? undefined : answer.body);
}
