// A second address of this machine, for a client that the load balancer can distinguish from the others.
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * An address other than 127.0.0.1 from which a server on 127.0.0.1 can be reached. On Linux all of 127.0.0.0/8 is this machine;
 * elsewhere it is an address of the machine in its network.
 * @throws {Error} when there is none; the message says how to add one.
 */
export async function findSecondAddress(candidates = ['127.0.0.2', ...ownAddresses()]): Promise<string> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    for (const address of candidates) if (await reaches(port, address)) return address;
  } finally {
    server.close();
  }
  throw new Error('this machine has only one address; on macOS, add one with `sudo ifconfig lo0 alias 127.0.0.2`');
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

const reaches = (port: number, localAddress: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
