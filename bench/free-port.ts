// Finds free ports on this machine.
import { createServer } from 'node:net';
import type { Server } from 'node:net';

/** Finds a free TCP port on the loopback interface. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await open(server);
  await close(server);
  return port;
}

/** Finds two different free ports. Both stay open until both are known. */
export async function freePorts(): Promise<[number, number]> {
  const [a, b] = [createServer(), createServer()];
  const ports: [number, number] = [await open(a), await open(b)];
  await Promise.all([close(a), close(b)]);
  return ports;
}

const open = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
