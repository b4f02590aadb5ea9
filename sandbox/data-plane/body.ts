// Reads the body of a request to the load balancer.
import type { IncomingMessage } from 'node:http';

const EMPTY = Buffer.alloc(0);

/**
 * The body; `too-large` as soon as it is longer than `limit` bytes. A request that announces no body is not waited for. Rejects
 * when the client disconnects.
 */
export function readRequestBody(request: IncomingMessage, limit: number): Buffer | Promise<Buffer | 'too-large'> {
  const length = request.headers['content-length'];
  if (request.headers['transfer-encoding'] === undefined && Number(length ?? 0) === 0) return EMPTY;
  if (Number(length ?? 0) > limit) return Promise.resolve('too-large');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) resolve('too-large');
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client disconnected')));
  });
}
