// Constant load from several addresses, each request with a forged X-Forwarded-For, until enough requests are answered.
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { seededRandom } from '../../sandbox/faults/random';
import type { Ending } from './judge';
import type { Sent, Served } from './rules';

/** A service as a client sees it. */
export interface Route {
  readonly host: string;
  readonly path: string;
}

/** The load. `addresses`: where clients connect from, and what they claim to be. */
export interface LoadOptions {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly routes: readonly Route[];
  readonly connectionsPerAddress: number;
  readonly seed: number;
  /** Called with each request that has ended, and its two times by `performance.now()`. */
  readonly onEnd: (sent: Sent, ending: Ending, from: number, to: number) => void;
}

/** A load that runs. */
export interface Load {
  /** Sends no more requests, and returns when all are answered. */
  stop(): Promise<void>;
}

/** Longest time for an answer, in milliseconds. */
const TIMEOUT_MILLISECONDS = 60_000;
const TIMED_OUT = `no answer within ${TIMEOUT_MILLISECONDS / 1000} s`;

/** Starts the load: every connection sends its next request as soon as the last one is answered. */
export function startLoad(options: LoadOptions): Load {
  let running = true;
  const { addresses, connectionsPerAddress } = options;
  const agents = addresses.map(
    (localAddress) => new Agent({ keepAlive: true, maxSockets: connectionsPerAddress, localAddress }),
  );
  const connection = async (agent: Agent, source: string, seed: number): Promise<void> => {
    const random = seededRandom(seed);
    const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    while (running) {
      const route = pick(options.routes);
      if (!route) return;
      const sent = { host: route.host, path: `${route.path}/${Math.floor(random() * 1000)}`, source };
      const claims = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(addresses)).join(', ');
      const from = performance.now();
      const ending = await send(options.port, agent, sent, claims);
      options.onEnd(sent, ending, from, performance.now());
    }
  };
  const connections = agents.flatMap((agent, address) =>
    Array.from({ length: connectionsPerAddress }, (_, index) =>
      connection(agent, addresses[address] ?? '', options.seed + address * 1000 + index),
    ),
  );
  return {
    stop: async () => {
      running = false;
      await Promise.all(connections);
      for (const agent of agents) agent.destroy();
    },
  };
}

function send(port: number, agent: Agent, { host, path }: Sent, claims: string): Promise<Ending> {
  const headers = { host, 'x-forwarded-for': claims };
  return new Promise((resolve) => {
    const broken = (error: Error & { code?: string }): void =>
      resolve({ kind: 'broken', reason: error.code ?? error.message });
    const call = request({ agent, host: '127.0.0.1', port, path, headers, timeout: TIMEOUT_MILLISECONDS }, (answer) => {
      answer.once('error', broken);
      answer.once('end', () =>
        resolve({ kind: 'answer', status: answer.statusCode ?? 0, served: servedOf(answer.headers) }),
      );
      answer.resume();
    });
    call.once('timeout', () => call.destroy(new Error(TIMED_OUT)));
    call.once('error', broken);
    call.end();
  });
}

function servedOf(headers: IncomingHttpHeaders): Served | undefined {
  const [fn, version, code, release] = ['function', 'version', 'code', 'release'].map(
    (name) => headers[`x-soak-${name}`],
  );
  return fn === undefined
    ? undefined
    : { fn: String(fn), version: String(version), code: String(code), release: String(release) };
}
