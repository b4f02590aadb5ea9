// The control endpoint: ELBv2, Lambda and STS on one port, and the sandbox's own health, metrics and faults.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Credentials } from '../credentials';
import { readBody } from '../http';
import type { Faults } from '../faults/registry';
import type { Metrics } from '../metrics';
import { parseWindow } from '../metrics-window';
import { answerFaults, isFaultsPath } from './faults';
import { refuseForeign, refuseStranger } from './guard';
import type { Refusal } from './guard';
import { answerLambda, isLambdaPath } from './lambda/routes';
import type { LambdaRequest } from './lambda/request';
import { answerLogs } from './logs';
import { answerQuery, queryError } from './query-protocol';
import type { ControlPlaneContext } from './context';

/** A zip of 50 MB in base64 fits ("Lambda quotas"). */
const LARGEST_BODY = 70 * 1024 * 1024;

const HEALTH = '/_teal/health';

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
  /** What a request must have. */
  readonly credentials: Credentials;
  /** Folder of the functions' logs. */
  readonly logDir: string;
  readonly log: (line: string) => void;
}

/** The control endpoint's request handler. It answers who has the credentials; of a signature it reads only the access key id. */
export function controlPlane(plane: ControlPlane): RequestListener {
  return (request, response) => {
    reply(plane, request)
      .catch((error: unknown) => {
        if (request.destroyed && !request.complete) throw error;
        plane.log(`control endpoint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return json(500, { Code: 'InternalFailure', Message: 'The sandbox failed; the reason is in its log.' });
      })
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  };
}

async function reply(plane: ControlPlane, request: IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = readUrl(request.url);
  const method = request.method ?? 'GET';
  const stranger = refuseStranger(request, plane.credentials);
  const refusal = refuseForeign(request) ?? (pathname === HEALTH ? undefined : stranger);
  if (refusal) return refuse(refusal, pathname);
  if (pathname === HEALTH) return json(200, stranger ? { status: 'ok' } : health(plane));
  if (pathname === '/_teal/metrics') return metrics(plane, searchParams);
  if (pathname === '/_teal/logs') return logs(plane, searchParams);
  const body = await readBody(request, LARGEST_BODY);
  if (body === 'too-large') return json(413, { Code: 'RequestEntityTooLarge', Message: 'The request is too large.' });
  if (isFaultsPath(pathname)) return faults(plane, method, pathname, body);
  if (isLambdaPath(pathname)) return lambda(plane, request, { pathname, searchParams }, body);
  if (method !== 'POST') {
    return json(405, { Code: 'InvalidAction', Message: `Send the action by POST, not ${method} ${pathname}.` });
  }
  const only = plane.following === undefined ? undefined : ['GetCallerIdentity'];
  return { ...answerQuery(plane.context, body.toString('utf8'), only), type: 'text/xml' };
}

/** The path and the query of a request's target; the path is empty for one that is neither a path nor a URL. */
function readUrl(target = ''): Pick<URL, 'pathname' | 'searchParams'> {
  const base = 'http://sandbox';
  return URL.canParse(target, base) ? new URL(target, base) : { pathname: '', searchParams: new URLSearchParams() };
}

/** The errors of AWS for credentials that it does not know ("Common Errors"), in the API's own format. */
function refuse({ kind, message }: Refusal, path: string): Reply {
  if (isLambdaPath(path)) {
    const code = kind === 'foreign' ? 'AccessDeniedException' : 'UnrecognizedClientException';
    return { ...json(403, { Code: code, message }), headers: { 'x-amzn-errortype': code } };
  }
  const code = kind === 'foreign' ? 'AccessDenied' : 'InvalidClientTokenId';
  if (path.startsWith('/_teal/')) return json(403, { Code: code, Message: message });
  return { ...queryError(403, code, message), type: 'text/xml' };
}

function faults(plane: ControlPlane, method: string, path: string, body: Buffer): Reply {
  const answer = answerFaults({ faults: plane.faults, known: knownFunctions(plane) }, method, path, body);
  return json(answer.status, answer.body);
}

async function logs(plane: ControlPlane, query: URLSearchParams): Promise<Reply> {
  const answer = await answerLogs({ logDir: plane.logDir, known: knownFunctions(plane) }, query);
  return json(answer.status, answer.body);
}

/** The functions that this sandbox has; undefined when another control plane may have more. */
const knownFunctions = ({ context, following }: ControlPlane): readonly string[] | undefined =>
  following === undefined ? context.store.read().functions.map((fn) => fn.name) : undefined;

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

async function lambda(
  plane: ControlPlane,
  request: IncomingMessage,
  url: LambdaRequest['url'],
  body: Buffer,
): Promise<Reply> {
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

function send(request: IncomingMessage, response: ServerResponse, answer: Reply): void {
  // The rest of a refused body would be read as the next request on this connection.
  if (!request.complete) response.setHeader('connection', 'close');
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'x-amzn-requestid': randomUUID(),
    ...(answer.status === 204 ? {} : { 'content-length': length }),
    ...answer.headers,
  });
  response.end(answer.status === 204 ? undefined : answer.body);
}
