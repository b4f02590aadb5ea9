// HTTP functions that every server of the sandbox needs.
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerOptions } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { SandboxError } from './errors';

const EMPTY = Buffer.alloc(0);

/**
 * The body of a request; `too-large` as soon as it is longer than `limit` bytes. A request that announces no body is not waited for.
 * Rejects when the client disconnects.
 */
export function readBody(request: IncomingMessage, limit: number): Buffer | Promise<Buffer | 'too-large'> {
  const length = request.headers['content-length'];
  if (request.headers['transfer-encoding'] === undefined && Number(length ?? 0) === 0) return EMPTY;
  if (Number(length ?? 0) > limit) return Promise.resolve('too-large');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) resolve('too-large');
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client disconnected')));
  });
}

/** How long a client may take, in milliseconds. */
export interface Patience {
  readonly headersMs: number;
  /** For the whole request, with its body. */
  readonly requestMs: number;
}

/** How long a server waits. */
export interface Waits {
  /** A slower client gets a 408, and its connection is closed; left out, a request may take any time. */
  readonly patience?: Patience;
  /** How long a connection without a request is kept, in milliseconds; 0 keeps it until the client closes it. */
  readonly keptMs?: number;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** A server of HTTP, or of HTTPS. */
export type WebServer = NetServer & Pick<Server, 'closeAllConnections'>;

/** How long a connection without a request is kept, in milliseconds. */
const KEPT_MS = 60_000;

/**
 * Serves on 127.0.0.1, which clients on every address of 127.0.0.0/8 reach; port 0 uses a free one.
 * @throws {SandboxError} when the port cannot be used; its code is the system's, such as EADDRINUSE.
 */
export async function listen(
  port: number,
  what: string,
  handler: RequestListener,
  { patience, keptMs = KEPT_MS }: Waits = {},
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: keptMs, ...timeoutsOf(patience) }, handler);
  const bound = await startListening(server, port, what, '127.0.0.1');
  return { port: bound, close: () => closeServer(server) };
}

/** Node looks for slow clients at an interval of its own. */
const timeoutsOf = (patience: Patience | undefined): ServerOptions =>
  patience
    ? {
        headersTimeout: patience.headersMs,
        requestTimeout: patience.requestMs,
        connectionsCheckingInterval: Math.min(patience.headersMs, 1000),
      }
    : { requestTimeout: 0 };

/**
 * Starts a server and returns its port; port 0 uses a free one.
 * @throws {SandboxError} when the port cannot be used; its code is the system's, such as EADDRINUSE.
 */
export async function startListening(server: NetServer, port: number, what: string, address: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(port, what, error)));
    server.listen(port, address, () => resolve());
  });
  const bound = server.address();
  return typeof bound === 'object' && bound ? bound.port : port;
}

/** Ends every connection and frees the port. */
export function closeServer(server: WebServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portError(port: number, what: string, error: NodeJS.ErrnoException): SandboxError {
  if (error.code === 'EADDRINUSE') {
    return new SandboxError(
      `Port ${port} for ${what} is in use.`,
      'Stop what listens there, or choose another port in the environment file under sandbox.',
      error.code,
      { cause: error },
    );
  }
  return new SandboxError(
    `Port ${port} for ${what} cannot be used: ${error.message}.`,
    'Choose another port in the environment file under sandbox.',
    error.code,
    { cause: error },
  );
}
