// A proxy between ctl and an endpoint of AWS that lets calls fail on the wire: nothing inside the code is replaced.
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * How a call fails. `hang`: no answer ever. `stalled`: half an answer, and then nothing. `torn`: the connection breaks in the
 * middle of the answer. `lost`: the call is carried out, but its answer never arrives.
 */
export type Fault =
  'lost' | 'stalled' | 'throttled' | 'internal' | 'unavailable' | 'hang' | 'torn' | 'expired' | 'denied';

/** A call of the API as it passes: its number from 1, its action or path, and its parameters in the Query protocol. */
export interface Call {
  readonly number: number;
  readonly action: string;
  readonly params: URLSearchParams;
}

/** A running proxy. */
export interface Proxy {
  readonly port: number;
  /** Calls since the last `fail`, health checks not counted. */
  readonly calls: () => readonly string[];
  /** From now on decides of each call whether it fails; counting begins anew. */
  fail(decide: (call: Call) => Fault | undefined): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port before an endpoint on this machine. */
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
      if (fault) spoil(fault, outgoing, incoming.url?.startsWith('/2015-03-31/') ? 'json' : 'xml');
      if (fault === undefined || fault === 'lost') pass(target, incoming, body, outgoing);
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

function pass(target: number, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const forwarded = request({ host: '127.0.0.1', port: target, method, path, headers }, (answer) => {
    if (outgoing.destroyed) return void answer.resume();
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}

/** AWS's own answers ("Common Errors" of the Elastic Load Balancing API reference), or a connection that fails. */
function spoil(fault: Fault, outgoing: ServerResponse, as: 'json' | 'xml'): void {
  const answer = answering(outgoing, as);
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

type Answering = (status: number, code: string, message: string) => void;

/** An error as Lambda's JSON protocol has it, or as the Query protocol of ELBv2 and STS does; S3 takes its status. */
function answering(outgoing: ServerResponse, as: 'json' | 'xml'): Answering {
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

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
