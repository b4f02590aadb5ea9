// Reads environments again and again while somebody watches, and sends what changed. Nothing is read while nobody does.
import type { Context } from '../core/context';
import { findEnvironments } from '../../environments/files';
import { describeError } from '../core/describe-error';
import { cachedNames } from '../workspace/cache';
import { readEnvironment } from './read-environment';
import { readService } from './read-service';
import type { EnvironmentView, ServiceView, StreamEvent } from './wire';

/** The shortest time between two reads of the same, in milliseconds; AWS counts calls. */
const SANDBOX_MS = 1500;
const AWS_MS = 8000;
/** Reading takes at most a quarter of the time. */
const PATIENCE = 3;

/** Who watches, and the service that is open there. */
export interface Watcher {
  readonly send: (event: StreamEvent) => void;
  readonly service: { readonly environment: string; readonly service: string } | undefined;
}

/** Keeps the last view of each environment. */
export interface Watch {
  /** Starts to send; the last views at once. Returns what ends it. */
  add(watcher: Watcher): () => void;
  /** Reads everything anew, without the wait. */
  hurry(): void;
}

/** The names of the environments: those of the files, and of files that are gone but were read before. */
export const listNames = ({ root }: Pick<Context, 'root'>): readonly string[] => [
  ...new Set([...findEnvironments(root).map(({ name }) => name), ...cachedNames(root)]),
];

/** Creates a watch. Reads end with the context's signal. */
export function createWatch(context: Context, readOnly: boolean): Watch {
  const watchers = new Set<Watcher>();
  const views = new Map<string, { readonly text: string; readonly view: EnvironmentView; readonly readAt: string }>();
  const running = new Set<string>();
  let wake = new AbortController();

  const refresh = async (name: string): Promise<number> => {
    const view = await readEnvironment(context, name, readOnly);
    const text = JSON.stringify(view);
    const readAt = context.now().toISOString();
    const event: StreamEvent =
      views.get(name)?.text === text ? { kind: 'unchanged', name, readAt } : { kind: 'environment', view, readAt };
    views.set(name, { text, view, readAt });
    for (const { send } of watchers) send(event);
    return view.target === 'sandbox' ? SANDBOX_MS : AWS_MS;
  };

  /** Reads one environment, and the services of it that are open, as long as somebody watches. */
  const follow = async (name: string): Promise<void> => {
    if (running.has(name)) return;
    running.add(name);
    while (watchers.size > 0 && !context.signal.aborted) {
      const began = performance.now();
      const atLeast = await refresh(name);
      for (const watcher of [...watchers]) await sendService(context, watcher, name);
      await rest(Math.max(atLeast, PATIENCE * (performance.now() - began)), wake.signal);
    }
    running.delete(name);
  };

  return {
    add: (watcher) => {
      watchers.add(watcher);
      for (const { view, readAt } of views.values()) watcher.send({ kind: 'environment', view, readAt });
      for (const name of listNames(context)) void follow(name);
      if (watcher.service) void sendService(context, watcher, watcher.service.environment);
      return () => void watchers.delete(watcher);
    },
    hurry: () => {
      wake.abort();
      wake = new AbortController();
    },
  };
}

/** Sends the open service of a watcher, if it is of this environment. One that is gone is left out of the overview too. */
async function sendService(context: Context, { send, service: open }: Watcher, environment: string): Promise<void> {
  if (open?.environment !== environment) return;
  const view = await readOpen(context, open.environment, open.service);
  send({ kind: 'service', view, readAt: context.now().toISOString() });
}

async function readOpen(context: Context, environment: string, service: string): Promise<ServiceView> {
  try {
    return await readService(context, environment, service);
  } catch (error) {
    const { code, message, hint } = describeError(error, context.root);
    const part = { read: null, problem: { code, message, hint } } as const;
    return { environment, service, series: part, rollout: part, rules: part, history: part, versions: part };
  }
}

/** Waits, at most until it is woken. */
const rest = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
