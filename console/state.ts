// What the page knows, and how events change it. Pure.
import type { ConsoleInfo, EnvironmentView, ServiceView, StreamEvent } from '../controller/console/wire';

/** An environment with the time at which the console read it last. */
export interface ReadEnvironment {
  readonly view: EnvironmentView;
  readonly readAt: number;
}

/** `lost`: the stream broke, and the page tries again. `refused`: it has no valid token, and does not. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export interface State {
  readonly connection: Connection;
  /** Why the console refused the page. */
  readonly refusal: string | null;
  readonly info: ConsoleInfo | null;
  /** The names of all environments; those that were not read yet have no view. */
  readonly names: readonly string[];
  readonly environments: ReadonlyMap<string, ReadEnvironment>;
  readonly service: ServiceView | null;
  /** When the page last heard from the console, by its own clock. */
  readonly heardAt: number;
}

export const EMPTY: State = {
  connection: 'connecting',
  refusal: null,
  info: null,
  names: [],
  environments: new Map(),
  service: null,
  heardAt: 0,
};

/** The state after an event that came at `now` (milliseconds). */
export function reduce(state: State, event: StreamEvent, now: number): State {
  const heard: State = { ...state, connection: 'open', heardAt: now };
  switch (event.kind) {
    case 'hello':
      return { ...heard, info: event.info, names: event.environments };
    case 'environment':
      return withEnvironment(heard, { view: event.view, readAt: now });
    case 'unchanged': {
      const known = state.environments.get(event.name);
      return known ? withEnvironment(heard, { ...known, readAt: now }) : heard;
    }
    case 'service':
      return { ...heard, service: event.view };
    case 'alive':
      return heard;
  }
}

const withEnvironment = (state: State, read: ReadEnvironment): State => ({
  ...state,
  environments: new Map(state.environments).set(read.view.name, read),
});

/** The console says that it is there every three seconds; after this time of silence it is not. */
const SILENT_MS = 10_000;
/** An environment that was not read for this long is shown as stale. */
const STALE_MS = 45_000;

/** What is wrong with the page's picture, for people; null when it is live. */
export function describeStale({ connection, heardAt, environments }: State, now: number): string | null {
  if (connection === 'refused') return 'This page has no valid token: open the address that ctl console printed';
  const ago = `${Math.round((now - heardAt) / 1000)} s ago`;
  const shown = heardAt > 0 ? `; shown is what was read ${ago}` : '';
  if (connection === 'lost') return `The console does not answer${shown}. Trying again…`;
  if (heardAt > 0 && now - heardAt > SILENT_MS) return `The console is silent${shown}`;
  const old = [...environments.values()].filter(({ readAt }) => now - readAt > STALE_MS).map(({ view }) => view.name);
  return old.length > 0 ? `Not read for a while: ${old.join(', ')}. What is shown of it may be old` : null;
}

/** When the oldest environment was read; undefined before the first. */
export const oldestRead = ({ environments }: State): number | undefined =>
  environments.size === 0 ? undefined : Math.min(...[...environments.values()].map(({ readAt }) => readAt));
