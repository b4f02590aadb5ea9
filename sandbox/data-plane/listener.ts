// The ports that the load balancer listens on, with the limits and the connections of ALB.
import type { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeServer, startListening } from '../http';
import type { WebServer } from '../http';
import type { KeyAndCertificate } from '../tls/certificate';
import { rawErrorPage } from './error-page';
import { statusOfParserError } from './refusal';

/** Far above ALB's limits, which the request handler checks: Node's own limit could not tell a long line from long headers. */
const MOST_PARSED = 4 * 1024 * 1024;

/** How long a refused connection stays open for its client to read the answer, in milliseconds. */
const READ_ANSWER_MS = 2000;

/** How often another free port is tried, when it is free for one family of addresses only. */
const ATTEMPTS = 10;

/** The families' addresses of this machine alone; clients on every address of 127.0.0.0/8 reach the first. */
const ADDRESSES = ['127.0.0.1', '::1'] as const;

/** What the system answers when it has no IPv6. */
const NO_FAMILY: readonly (string | undefined)[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** A port that is listened on. */
export interface ListeningPort {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and, where the machine has IPv6, on ::1; port 0 uses a free one. With a certificate it speaks HTTPS.
 * @throws {SandboxError} when the port cannot be used.
 */
export async function listenForClients(
  port: number,
  what: string,
  handler: RequestListener,
  tls?: KeyAndCertificate,
): Promise<ListeningPort> {
  for (let attempt = 1; ; attempt++) {
    const servers: WebServer[] = [];
    let bound = port;
    try {
      for (const address of ADDRESSES) {
        const server = createListener(handler, tls);
        bound = await startListening(server, bound, what, address);
        servers.push(server);
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (servers.length === 0 || !NO_FAMILY.includes(code)) {
        await closeAll(servers);
        if (port === 0 && code === 'EADDRINUSE' && attempt < ATTEMPTS) continue;
        throw error;
      }
    }
    return { port: bound, close: () => closeAll(servers) };
  }
}

const closeAll = async (servers: readonly WebServer[]): Promise<void> => {
  await Promise.all(servers.map(closeServer));
};

/** How long a client may take for its headers, as ALB waits by default ("Connection idle timeout"), and for a whole request. */
const HEADERS_MS = 60_000;
const REQUEST_MS = 300_000;

function createListener(handler: RequestListener, tls: KeyAndCertificate | undefined): WebServer {
  const options = {
    keepAliveTimeout: 60_000,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    maxHeaderSize: MOST_PARSED,
    // ALB's own page answers a request without Host.
    requireHostHeader: false,
  };
  const server = tls ? createSecureServer({ ...options, key: tls.key, cert: tls.certificate }) : createServer(options);
  server.maxHeadersCount = 0;
  answerRequests(server, handler);
  return server;
}

/** Every request goes to the handler, and bytes that are no request get the page that ALB answers. */
function answerRequests(server: EventEmitter, handler: RequestListener): void {
  // A client may end its side when it has sent its request; Node does not document this field.
  Object.assign(server, { httpAllowHalfOpen: true });
  const answers = new WeakMap<Duplex, ServerResponse>();
  const handle: RequestListener = (request, response) => {
    answers.set(request.socket, response);
    handler(request, response);
  };
  server.on('request', handle);
  // Node sends 100 Continue itself, and leaves any other expectation to this event.
  server.on('checkExpectation', handle);
  server.on('connect', (_request, socket: Duplex) => refuse(socket, 400));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (answers.get(socket)?.headersSent && !answers.get(socket)?.writableFinished) socket.destroy();
    else refuse(socket, statusOfParserError(error.code));
  });
}

function refuse(socket: Duplex, status: number): void {
  if (!socket.writable) return;
  socket.end(rawErrorPage(status), 'latin1');
  setTimeout(() => socket.destroy(), READ_ANSWER_MS).unref();
}
