// A proxy through which every HTTP call of ctl goes, to whatever endpoint: it counts the calls, and makes one of them fail.
import http, { createServer, request } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import type { IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { bodyOf, closeServer, listen } from '../../helpers/listen';
import { ROLLOUT_ID } from './files';
import { fromHeader, reach, toHeader } from './scope';

/**
 * How a call fails. `reset`: the connection breaks in the middle of the answer. `lost`: it is executed, but its answer never
 * arrives. `time-out`: nothing answers.
 */
export const CALL_FAULTS = ['throttle', '500', 'time-out', 'reset', 'lost'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

const SCOPE = 'x-matrix-scope';
const TARGET = 'x-matrix-target';

/** A proxy that is in the way of every call that belongs to a run. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** Closes the connections that a run has left open. */
  rest(): void;
  close(): void;
}

/** Puts the proxy in the way of `http.request`, which the SDK uses, and makes a `fetch` that goes through it. */
export async function openWire(): Promise<Wire> {
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => serve(incoming, body, outgoing));
  });
  // A connection that is closed between two calls would be a fault that nobody asked for.
  server.keepAliveTimeout = 3_600_000;
  const url = new URL(await listen(server));
  const direct = http.request;
  const through = (first: string | RequestOptions, ...rest: unknown[]): http.ClientRequest => {
    const scope = toHeader();
    const given =
      typeof first === 'string' ? { ...urlToHttpOptions(new URL(first)), ...(rest.shift() as object) } : first;
    const send = direct as (...all: unknown[]) => http.ClientRequest;
    if (scope === undefined || isLoad()) return send(given, ...rest);
    const target = `${given.hostname ?? given.host}:${given.port ?? 80}`;
    const headers = { ...(given.headers as Record<string, string>), [SCOPE]: scope, [TARGET]: target };
    return send({ ...given, host: url.hostname, hostname: url.hostname, port: url.port, headers }, ...rest);
  };
  Object.assign(http, { request: through });
  return {
    fetch: async (input, init = {}) => {
      const scope = toHeader();
      if (scope === undefined) return fetch(input, init);
      const asked = new URL(input instanceof Request ? input.url : input);
      const headers = new Headers(init.headers);
      headers.set(SCOPE, scope);
      headers.set(TARGET, asked.host);
      return fetch(`${url.origin}${asked.pathname}${asked.search}`, { ...init, headers });
    },
    rest: () => server.closeIdleConnections(),
    close: () => {
      Object.assign(http, { request: direct });
      closeServer(server);
    },
  };
}

/** Whether the users of a drill call: their requests are no calls of ctl. */
const isLoad = (): boolean => new Error().stack?.includes('load-generator') ?? false;

function serve(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const { [SCOPE]: header, [TARGET]: target, ...headers } = incoming.headers;
  const scope = typeof header === 'string' ? fromHeader(header) : undefined;
  const name = nameOf(incoming, body);
  const fault = reach({ kind: 'call', name, faults: CALL_FAULTS }, scope) as CallFault | undefined;
  switch (fault) {
    case 'throttle':
      return answer(outgoing, formOf(incoming), { status: 400, code: 'Throttling', message: 'Rate exceeded' });
    case '500':
      return answer(outgoing, formOf(incoming), { status: 500, code: 'InternalFailure', message: 'It has failed' });
    case 'time-out':
      return;
    case 'reset':
      outgoing.writeHead(200, { 'content-type': 'text/xml', 'content-length': 10_000 });
      outgoing.write('<');
      setImmediate(() => outgoing.socket?.resetAndDestroy());
      return;
    case 'lost':
    case undefined:
      forward(String(target), { incoming, headers, body }, outgoing, fault === 'lost');
  }
}

interface Received {
  readonly incoming: IncomingMessage;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: Buffer;
}

function forward(target: string, { incoming, headers, body }: Received, outgoing: ServerResponse, lost: boolean): void {
  const { method, url: path } = incoming;
  const [host, port] = target.split(':');
  const forwarded = request({ host, port, method, path, headers: { ...headers, host: target } }, (answered) => {
    if (lost) {
      answered.resume();
      answered.on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answered.statusCode ?? 500, answered.headers);
    answered.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}

/** The action of a call: of the Query protocol, of AWS JSON, or the method and the path without what differs between runs. */
function nameOf({ method, url = '', headers }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  const form = headers['content-type']?.includes('x-www-form-urlencoded') ? body.toString() : '';
  const action =
    new URLSearchParams(form).get('Action') ?? (typeof target === 'string' ? target.split('.').at(-1) : null);
  const path = url
    .replace(/\?.*/, '')
    .replaceAll(ROLLOUT_ID, 'ROLLOUT.json')
    .replaceAll(/[\da-f]{16,}|\d{4,}/g, 'N')
    .replaceAll(/\d+(?=[./]|$)/g, 'N');
  return action ?? `${method} ${path}`;
}

type Form = 'rest-json' | 'json' | 'cbor' | 's3' | 'query';

function formOf({ url = '', headers }: IncomingMessage): Form {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (headers['x-amz-target'] !== undefined) return 'json';
  if (/^\/20\d\d-/.test(url)) return 'rest-json';
  return headers['content-type']?.includes('x-www-form-urlencoded') ? 'query' : 's3';
}

interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Sends an error in the protocol of the call ("Common Errors" of each API's reference). */
function answer(outgoing: ServerResponse, form: Form, { status, code, message }: Failure): void {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  if (form === 'query') {
    const xmlns = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
    outgoing.writeHead(status, { 'content-type': 'text/xml' });
    return void outgoing.end(`<ErrorResponse xmlns="${xmlns}">${error}<RequestId>0</RequestId></ErrorResponse>`);
  }
  if (form === 's3') {
    outgoing.writeHead(code === 'Throttling' ? 503 : status, { 'content-type': 'application/xml' });
    return void outgoing.end(error.replace('Throttling', 'SlowDown'));
  }
  const name = `${code}Exception`;
  outgoing.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
  outgoing.end(JSON.stringify({ __type: name, Type: 'User', message }));
}
