// A web server of a test, on a free port of this machine.
import type { Server } from 'node:http';

/** Lets a server listen; returns its URL. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

/** Frees the port of a server at once. */
export function hangUp(server: Server): void {
  server.closeAllConnections();
  server.close();
}
