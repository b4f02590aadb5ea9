// A process that loads one server over raw sockets, so that it takes as little as possible of the processors, and prints what it saw.
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** What to send. Every client has one connection, and one request in flight. */
export interface LoadRequest {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly clients: number;
  /** How long requests are sent; 0 for one request of each client. */
  readonly seconds: number;
}

/** What came back. Times in milliseconds. */
export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

const END_OF_HEADERS = '\r\n\r\n';

/** Whether a response is complete, with a length of its own or in chunks. */
function isComplete(text: string): boolean {
  const headers = text.indexOf(END_OF_HEADERS);
  if (headers < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, headers))?.[1];
  if (length === undefined) return text.endsWith(`0${END_OF_HEADERS}`);
  return text.length >= headers + END_OF_HEADERS.length + Number(length);
}

async function load({ port, host, path, clients, seconds }: LoadRequest): Promise<LoadResult> {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`);
  const times: number[] = [];
  let failed = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const runClient = (): Promise<void> =>
    new Promise((resolve) => {
      const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let sentAt = performance.now();
      let text = '';
      let isPending = true;
      const send = (): void => {
        isPending = true;
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (!isComplete(text)) return;
        isPending = false;
        if (!text.startsWith('HTTP/1.1 200')) failed++;
        text = '';
        const now = performance.now();
        times.push(now - sentAt);
        sentAt = now;
        if (now < end) send();
        else socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (isPending) failed++;
        resolve();
      });
    });
  await Promise.all(Array.from({ length: clients }, runClient));
  const lasted = (performance.now() - start) / 1000;
  const sorted = times.sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? NaN;
  return {
    requests: times.length,
    failed,
    perSecond: times.length / lasted,
    p50: at(0.5),
    p99: at(0.99),
    longest: at(1),
  };
}

void load(JSON.parse(process.argv[2] ?? '') as LoadRequest).then((result) => console.log(JSON.stringify(result)));
