// Starts and stops a test's web server on a free port of this machine.
import type { IncomingMessage, Server } from 'node:http';

/** Starts listening; returns the server's URL. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

/** Closes all connections and frees the port at once. */
export function closeServer(server: Server): void {
  server.closeAllConnections();
  server.close();
}

/** The whole body of a request or a response. */
export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
