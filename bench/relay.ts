// A relay in front of a local endpoint that records what passes. It changes nothing.
import { createServer as createHttpServer, request } from 'node:http';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';

/** A running relay. */
export interface Relay {
  readonly port: number;
  /** When such an answer passed last, in the time of performance.now(); 0 before the first. */
  readonly lastPassed: () => number;
  close(): Promise<void>;
}

/** Starts a relay to a port. Only the answers to record contain the text `mark`. */
export async function startRelay(target: number, mark: string): Promise<Relay> {
  let last = 0;
  const server = createServer((client) => {
    const endpoint = connect(target, '127.0.0.1');
    endpoint.on('data', (chunk) => {
      if (chunk.includes(mark)) last = performance.now();
    });
    client.pipe(endpoint).pipe(client);
    client.on('error', () => endpoint.destroy());
    endpoint.on('error', () => client.destroy());
  });
  return { port: await listen(server), lastPassed: () => last, close: () => close(server) };
}

/** A running relay that counts requests. */
export interface Counter {
  readonly url: string;
  /** The requests so far, by service. */
  readonly counts: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Starts a relay to a URL that counts HTTP requests by service, which stands in the credentials of each ("Signature Version 4"). */
export async function startCounter(target: string): Promise<Counter> {
  const counts = new Map<string, number>();
  const { port } = new URL(target);
  const server = createHttpServer((asked, answer) => {
    const service =
      /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(asked.headers.authorization ?? '')?.[1] ?? 'unsigned';
    counts.set(service, (counts.get(service) ?? 0) + 1);
    const { method, url: path, headers } = asked;
    const forwarded = request({ host: '127.0.0.1', port, method, path, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    asked.pipe(forwarded);
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    counts,
    close: async () => {
      server.closeAllConnections();
      await close(server);
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
