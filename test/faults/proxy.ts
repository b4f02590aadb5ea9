// A proxy between ctl and an AWS endpoint that makes calls fail on the wire, so that no code has to be mocked.
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../helpers/listen';

/**
 * How a call fails. `hang`: it is never answered. `stalled`: the answer stops in the middle. `torn`: the connection breaks in the
 * middle of the answer. `lost`: the call is executed, but its answer never arrives.
 */
export type Fault =
  'lost' | 'stalled' | 'throttled' | 'internal' | 'unavailable' | 'hang' | 'torn' | 'expired' | 'denied';

/** An API call: its number from 1, its action or path, and its parameters in the Query protocol. */
export interface Call {
  readonly number: number;
  readonly action: string;
  readonly params: URLSearchParams;
}

/** A running proxy. */
export interface Proxy {
  readonly port: number;
  /** Calls since the last `fail`, without health checks. */
  readonly calls: () => readonly string[];
  /** Sets which calls fail from now on, and restarts the count. */
  fail(decide: (call: Call) => Fault | undefined): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port for an endpoint on this machine. */
export async function startProxy(target: number): Promise<Proxy> {
  let decide: (call: Call) => Fault | undefined = () => undefined;
  let calls: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const params = new URLSearchParams(body.toString());
      const action = params.get('Action') ?? `${incoming.method} ${incoming.url}`;
      const counts = !incoming.url?.startsWith('/_teal/');
      if (counts) calls.push(action);
      const fault = counts ? decide({ number: calls.length, action, params }) : undefined;
      if (fault) failCall(fault, outgoing, incoming.url?.startsWith('/2015-03-31/') ? 'json' : 'xml');
      if (fault === undefined || fault === 'lost') forward(target, incoming, body, outgoing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    calls: () => calls,
    fail: (next) => {
      decide = next;
      calls = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: number, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const forwarded = request({ host: '127.0.0.1', port: target, method, path, headers }, (answer) => {
    if (outgoing.destroyed) return void answer.resume();
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}

/** Sends an error of AWS ("Common Errors" of the Elastic Load Balancing API reference), or breaks the connection. */
function failCall(fault: Fault, outgoing: ServerResponse, as: 'json' | 'xml'): void {
  const answer = createAnswer(outgoing, as);
  switch (fault) {
    case 'throttled':
      return answer(400, 'Throttling', 'Rate exceeded');
    case 'internal':
      return answer(500, 'InternalFailure', 'The request processing has failed');
    case 'unavailable':
      return answer(503, 'ServiceUnavailable', 'The request has failed due to a temporary failure');
    case 'expired':
      return answer(403, 'ExpiredToken', 'The security token included in the request is expired');
    case 'denied':
      return answer(403, 'AccessDenied', 'User: x is not authorized to perform: elasticloadbalancing:ModifyRule');
    case 'hang':
      return;
    case 'lost':
      outgoing.destroy();
      return;
    case 'stalled':
    case 'torn':
      outgoing.writeHead(200, { 'content-type': 'text/xml', 'content-length': 10_000 });
      outgoing.write('<DescribeRulesResponse>');
      if (fault === 'torn') setImmediate(() => outgoing.socket?.resetAndDestroy());
  }
}

type SendError = (status: number, code: string, message: string) => void;

/** Sends an error in Lambda's JSON protocol, or in the Query protocol of ELBv2 and STS; S3 only needs the status. */
function createAnswer(outgoing: ServerResponse, as: 'json' | 'xml'): SendError {
  if (as === 'json') {
    return (status, code, message) => {
      outgoing.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': `${code}Exception` });
      outgoing.end(JSON.stringify({ Type: 'User', message }));
    };
  }
  return (status, code, message) => {
    outgoing.writeHead(status, { 'content-type': 'text/xml' });
    outgoing.end(
      `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>Sender</Type>` +
        `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
    );
  };
}
