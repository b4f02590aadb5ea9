// A relay in front of a local endpoint that records when an answer of one kind passes. It changes nothing.
import { connect, createServer } from 'node:net';

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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lastPassed: () => last,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
