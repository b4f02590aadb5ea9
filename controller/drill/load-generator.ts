// Sends a steady stream of requests to one URL and counts the answers: which color and version answered, and what failed.
import { Agent, request } from 'node:http';

export interface LoadOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address that the client connects from; the load balancer sees it as the source IP. */
  readonly localAddress?: string;
  /** Most requests in flight at once. */
  readonly connections: number;
  /** Pause of each connection between two requests, in milliseconds. */
  readonly pauseMs: number;
  /** Delay between the starts of two connections, in milliseconds; 0 when left out. */
  readonly rampMs?: number;
  /** Called with each answer as it arrives. */
  readonly onAnswer?: (answer: Answer) => void;
}

/** Counts of answers. A request failed when the connection broke or the status was not 200. */
export interface Tally {
  total: number;
  failed: number;
  readonly versions: Record<string, number>;
  readonly colors: Record<string, number>;
  /** Failures by status or error code, such as `502` or `ECONNRESET`. */
  readonly failures: Record<string, number>;
}

export interface Load {
  /** Counts the next `count` answers to requests that begin after this call. */
  sample(count: number): Promise<Tally>;
  /** Waits until every request that was sent is answered. */
  drained(): Promise<void>;
  /** Ends the stream, waits for the requests in flight, and returns the counts of all answers. */
  stop(): Promise<Tally>;
}

/** The answer to one request: its status or error code, and the version and color that the function names in its headers. */
export interface Answer {
  readonly status: number | string;
  /** Empty when the function did not answer. */
  readonly version: string;
  readonly color: string;
  /** When the request was sent by `performance.now()`, and how long the answer took, in milliseconds. */
  readonly sentAt: number;
  readonly milliseconds: number;
}

const newTally = (): Tally => ({ total: 0, failed: 0, versions: {}, colors: {}, failures: {} });

/** Starts the stream. */
export function startLoad(options: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections, localAddress: options.localAddress });
  const all = newTally();
  const samplers = new Set<(answer: Answer, number: number) => void>();
  const inFlight = new Set<Promise<Answer>>();
  let begun = 0;
  let running = true;

  const connection = async (_: unknown, index: number): Promise<void> => {
    if (options.rampMs) await new Promise((resolve) => setTimeout(resolve, index * (options.rampMs ?? 0)));
    while (running) {
      const number = begun++;
      const pending = send(options, agent);
      inFlight.add(pending);
      const answer = await pending;
      inFlight.delete(pending);
      count(all, answer);
      options.onAnswer?.(answer);
      for (const sampler of samplers) sampler(answer, number);
      await new Promise((resolve) => setTimeout(resolve, options.pauseMs));
    }
  };
  const connections = Array.from({ length: options.connections }, connection);

  return {
    sample: (wanted) =>
      new Promise((resolve) => {
        const first = begun;
        const tally = newTally();
        const sampler = (answer: Answer, number: number): void => {
          if (number < first) return;
          count(tally, answer);
          if (tally.total < wanted) return;
          samplers.delete(sampler);
          resolve(tally);
        };
        samplers.add(sampler);
      }),
    drained: async () => void (await Promise.all(inFlight)),
    stop: async () => {
      running = false;
      await Promise.all(connections);
      agent.destroy();
      return all;
    },
  };
}

function send(options: LoadOptions, agent: Agent): Promise<Answer> {
  const sentAt = performance.now();
  return new Promise((resolve) => {
    const answered = (status: number | string, version: string, color: string): void =>
      resolve({ status, version, color, sentAt, milliseconds: performance.now() - sentAt });
    const fail = (error: NodeJS.ErrnoException): void => answered(error.code ?? error.message, '', '');
    const sent = request(options.url, { agent, headers: { ...options.headers } }, (response) => {
      const header = (name: string): string => String(response.headers[name] ?? '');
      response.once('error', fail);
      response.once('end', () => answered(response.statusCode ?? 0, header('x-teal-version'), header('x-teal-color')));
      response.resume();
    });
    sent.once('error', fail);
    sent.end();
  });
}

function count(tally: Tally, answer: Answer): void {
  tally.total += 1;
  if (answer.status === 200) {
    increment(tally.versions, answer.version);
    increment(tally.colors, answer.color);
  } else {
    tally.failed += 1;
    increment(tally.failures, String(answer.status));
  }
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
