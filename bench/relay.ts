// A relay before an endpoint on this machine that notes when an answer of one kind passes; it changes nothing.
import { connect, createServer } from 'node:net';

/** A running relay. */
export interface Relay {
  readonly port: number;
  /** When such an answer passed last, as performance.now() counts; 0 before the first. */
  readonly lastPassed: () => number;
  close(): Promise<void>;
}

/** Starts a relay to a port. `mark` is a text that only the answers to note hold. */
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lastPassed: () => last,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
