// A proxy in front of a control endpoint that records the actions of the calls.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy; `actions` grows with each call, in order. */
export interface ListeningProxy {
  readonly port: number;
  readonly actions: readonly string[];
  close(): void;
}

/** Starts a proxy on a free port of the loopback. */
export async function listeningProxy(to: number): Promise<ListeningProxy> {
  const actions: string[] = [];
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      actions.push(new URLSearchParams(body.toString()).get('Action') ?? incoming.url ?? '');
      const { method, headers, url: path } = incoming;
      const onward = request({ host: '127.0.0.1', port: to, method, headers, path, agent: false }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port, actions, close };
}
