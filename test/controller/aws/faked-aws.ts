// A web server that answers as AWS would, for answers that an emulator does not give, and for tests that need Node alone.
import { createServer } from 'node:http';
import { closeServer, listen } from '../../helpers/listen';

/** What the server answers to every request. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Runs something against the server's URL; also returns the requests that it got, each with its method, path and body. */
export async function withAnswer<T>(
  { status, headers = {}, body }: Answer,
  run: (url: string) => Promise<T>,
): Promise<{ readonly result: T; readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`.trim());
      response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  const url = await listen(server);
  try {
    return { result: await run(url), requests };
  } finally {
    closeServer(server);
  }
}
