// Stands between ctl and the sandbox's control endpoint: passes every call on, and records the rules after each that changes something.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { unzipSync } from 'fflate';
import { createTimeline } from './timeline';
import type { Snapshot } from './rules';
import type { Timeline } from './timeline';
import { readSnapshot } from './state';

/** What to observe. `stateFile`: where the sandbox keeps its state. */
export interface Observed {
  readonly port: number;
  readonly controlPort: number;
  readonly stateFile: string;
  /** Called with every change of the rules, and what was in force before. */
  readonly onChange: (before: Snapshot | undefined, after: Snapshot) => void;
  /** Called when a call could not be passed on, or the state after it could not be read: from then on the soak knows less than it must. */
  readonly onFault: (error: unknown) => void;
}

/** A running observer; ctl uses its port as the control endpoint. */
export interface Observer {
  readonly timeline: Timeline;
  /**
   * Calls back once every change that was passed on until now is recorded: at once when none is under way. A change may be in force
   * before its answer has arrived here.
   */
  whenKnown(then: () => void): void;
  close(): Promise<void>;
}

/** Calls of the Query protocol that only read; every other one counts as a change. */
const READS = /^(Describe|Get|List)/;

/**
 * Starts an observer. Calls that change something are passed on one at a time, and the state is read before the next one: no rule
 * set can be missed, however short it lives. The call of a ctl that was killed is passed on and recorded like any other.
 */
export async function startObserver({ port, controlPort, stateFile, onChange, onFault }: Observed): Promise<Observer> {
  const timeline = createTimeline();
  const codes = new Map<string, string>();
  let last: Promise<void> = Promise.resolve();
  const waiting: (() => void)[] = [];
  let underWay = false;
  const change = async (incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> => {
    noteCode(codes, body);
    underWay = true;
    const from = performance.now();
    const send = await passOn(controlPort, incoming, body);
    const text = readFileSync(stateFile, 'utf8');
    const until = performance.now();
    const snapshot = readSnapshot(text, codes);
    const before = timeline.newest();
    if (!isDeepStrictEqual(snapshot, before)) {
      timeline.add({ from, until, snapshot });
      onChange(before, snapshot);
    }
    send(outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    const serve = async (): Promise<void> => {
      const body = await readAll(incoming);
      if (isRead(incoming, body)) return (await passOn(controlPort, incoming, body))(outgoing);
      const next = last
        .then(() => change(incoming, body, outgoing))
        .finally(() => {
          underWay = false;
          for (const then of waiting.splice(0)) then();
        });
      last = next.catch(() => undefined);
      return next;
    };
    serve().catch((error: unknown) => {
      onFault(error);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    timeline,
    whenKnown: (then) => {
      if (underWay) waiting.push(then);
      else then();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An invocation changes no rule, and may take long. */
function isRead({ method, url = '' }: IncomingMessage, body: Buffer): boolean {
  if (method === 'GET' || url.includes('/invocations')) return true;
  const action = new URLSearchParams(body.toString('latin1')).get('Action');
  return action !== null && READS.test(action);
}

/** Sends a call to the sandbox; returns how to hand the answer over. */
function passOn(port: number, incoming: IncomingMessage, body: Buffer): Promise<(outgoing: ServerResponse) => void> {
  const headers = { ...incoming.headers, host: `127.0.0.1:${port}` };
  const { method, url: path } = incoming;
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      readAll(answer).then((content) => {
        resolve((outgoing) => outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content));
      }, reject);
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** Notes what a zip that is uploaded holds, so that an answer's code can be compared with the version's. */
function noteCode(codes: Map<string, string>, body: Buffer): void {
  const zip = /"ZipFile":\s*"([^"]+)"/.exec(body.toString('latin1'))?.[1];
  if (zip === undefined) return;
  const bytes = Buffer.from(zip, 'base64');
  const source = Buffer.from(unzipSync(bytes)['index.mjs'] ?? []).toString();
  const code = /const code = '([^']+)'/.exec(source)?.[1];
  if (code !== undefined) codes.set(createHash('sha256').update(bytes).digest('base64'), code);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
