// The stream of server-sent events of one page.
import type { ServerResponse } from 'node:http';
import type { StreamEvent } from './wire';

/** How often the page hears that the console is there, in milliseconds. */
const ALIVE_MS = 3000;

/** Opens a stream, and returns what sends an event; it does nothing after the page is gone. */
export function openStream(response: ServerResponse): (event: StreamEvent) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (event: StreamEvent): void => {
    if (!response.writableEnded && !response.destroyed) response.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const alive = setInterval(() => send({ kind: 'alive' }), ALIVE_MS);
  response.once('close', () => clearInterval(alive));
  return send;
}
