// A console of a world, and requests to it as its page sends them.
import { join } from 'node:path';
import { buildPage } from '../../../bin/build';
import { startConsole } from '../../../controller/console/server';
import type { Console } from '../../../controller/console/server';
import type { Ended } from '../../../controller/console/run-command';
import type { ActAnswer, ActRequest, StreamEvent } from '../../../controller/console/wire';
import { testContext } from '../helpers/context';
import type { World } from '../helpers/context';

/** Builds the page into dist/, where the console looks for it. */
export const buildConsole = (): void => void buildPage(join(__dirname, '../../../dist'));

/** A console, and how to ask it. */
export interface Opened extends Console {
  /** Sends a request with these headers alone, and returns its status and body. */
  ask(
    path: string,
    options?: RequestInit,
  ): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }>;
  /** The same with the token. */
  askAs(path: string, options?: RequestInit): ReturnType<Opened['ask']>;
  act(request: Partial<ActRequest>): Promise<{ readonly status: number; readonly answer: ActAnswer }>;
  /** Reads the stream until an event for which `wanted` is true. */
  until<T extends StreamEvent>(wanted: (event: StreamEvent) => event is T, query?: string): Promise<T>;
}

/** Starts the console of a world. Its actions run ctl in this process; `ran` gets their command lines. */
export async function openConsole(
  world: World,
  { readOnly = false, ran = [] }: { readonly readOnly?: boolean; readonly ran?: string[][] } = {},
): Promise<Opened> {
  const run = async (argv: readonly string[]): Promise<Ended> => {
    ran.push([...argv]);
    const { code, out, err } = await world.ctl(argv);
    return { exitCode: code, out, err };
  };
  const started = await startConsole(testContext(world.root, [], []), { port: 0, readOnly, run });
  const base = `http://127.0.0.1:${started.port}`;
  const authorization = `Bearer ${started.token}`;
  const ask: Opened['ask'] = async (path, options) => {
    const answer = await fetch(`${base}${path}`, options);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const askAs: Opened['ask'] = (path, options = {}) =>
    ask(path, { ...options, headers: { authorization, ...options.headers } });
  return {
    ...started,
    ask,
    askAs,
    act: async (request) => {
      const full = { environment: 'local', service: 'web', dryRun: false, ...request };
      const { status, text } = await askAs('/api/act', { method: 'POST', body: JSON.stringify(full) });
      return { status, answer: JSON.parse(text) as ActAnswer };
    },
    until: async (wanted, query = '') => {
      const closing = new AbortController();
      const answer = await fetch(`${base}/api/events${query}`, { headers: { authorization }, signal: closing.signal });
      try {
        for await (const event of readEvents(answer)) if (wanted(event)) return event;
        throw new Error('the stream has ended');
      } finally {
        closing.abort();
      }
    },
  };
}

async function* readEvents(answer: Response): AsyncGenerator<StreamEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield JSON.parse(part.replace(/^data: /, '')) as StreamEvent;
  }
}

/** An event with the view of an environment. */
export const isEnvironment = (event: StreamEvent): event is Extract<StreamEvent, { kind: 'environment' }> =>
  event.kind === 'environment';

/** An event with the view of a service. */
export const isService = (event: StreamEvent): event is Extract<StreamEvent, { kind: 'service' }> =>
  event.kind === 'service';
