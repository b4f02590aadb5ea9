// Requests to the sandbox's load balancer as bytes on a connection, for what an HTTP client would never send.
import { connect } from 'node:net';

/** How a connection is used: from which host, and whether the client ends its side after the request. */
export interface RawOptions {
  readonly host?: string;
  readonly halfClose?: boolean;
}

/** Sends bytes on a connection of its own and returns everything that came back until the server closed it. */
export function sendRaw(port: number, request: string, options: RawOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: options.host ?? '127.0.0.1', allowHalfOpen: true });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => {
      socket.end();
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.on('error', reject);
    if (options.halfClose) socket.end(request, 'latin1');
    else socket.write(request, 'latin1');
  });
}

/** A request's head, closed after its answer: the request line, `Host: a.example` unless other lines are given, and the lines. */
export const head = (line: string, ...lines: readonly string[]): string =>
  `${[line, ...(lines.some((one) => /^host:/i.test(one)) ? [] : ['Host: a.example']), ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`;

/** The status of an answer. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

/** The body of an answer whose length is known. */
export const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);
