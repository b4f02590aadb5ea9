// The rollouts of an environment: one stored text each, which is only replaced if no other process has replaced it.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openSharedStore } from '../store';
import type { Patience, SharedStore } from '../store';
import { isUnfinished, parseEarlierRollouts, parseRollout, serializeRollout } from './stored';
import type { StoredRollout } from './stored';

/** Rollouts, oldest first, and the errors of those that cannot be read. */
export interface ReadRollouts {
  readonly rollouts: readonly StoredRollout[];
  readonly damaged: readonly UserError[];
}

/** A rollout before and after a change. */
export interface UpdatedRollout {
  readonly before: StoredRollout;
  readonly after: StoredRollout;
}

/** The rollouts of an environment. Every method throws a UserError when the store cannot be read or written. */
export interface RolloutStore extends Pick<SharedStore, 'pollMilliseconds'> {
  /** Where they are, for people. */
  readonly place: string;
  /** Those that have not ended. */
  readOpen(): Promise<ReadRollouts>;
  /** Those too that have ended, as many as are kept. */
  readAll(): Promise<ReadRollouts>;
  /** @throws {UserError} ROLLOUT_GONE when it is not stored. */
  read(id: string): Promise<StoredRollout>;
  /** Stores a new rollout, and removes the oldest of those that have ended. */
  create(rollout: StoredRollout): Promise<void>;
  /** Replaces a rollout by the result of `change`; tries again when another process was faster. An equal result writes nothing. */
  update(id: string, change: (one: StoredRollout) => StoredRollout): Promise<UpdatedRollout>;
}

/** How many rollouts that have ended are kept. */
const ENDED_KEPT = 20;
/** How often to try while others write, and the longest wait between two tries in milliseconds. */
const TRIES = 20;
const WAIT_MILLISECONDS = 100;

/** Opens the rollouts of an environment: beside the Terraform state if that is in S3, else in `.teal/`. Makes no call yet. */
export async function openRolloutStore(
  context: Context,
  environment: Environment,
  patience: Patience = 'patient',
): Promise<RolloutStore> {
  const store = await openSharedStore(context, environment, patience);
  const keys = keysOf(environment.name);
  const read = async (id: string) => {
    const stored = await store.read(keys.rollout(id));
    const rollout = stored
      ? parseRollout(stored.text, store.place(keys.rollout(id)))
      : parseEarlierRollouts((await store.read(keys.earlier))?.text, store.place(keys.earlier)).find(
          ({ state }) => state.id === id,
        );
    if (rollout) return { stored, rollout };
    throw new UserError(
      'ROLLOUT_GONE',
      `Rollout ${id} is not in ${store.place(keys.folder)} any more`,
      'ctl status shows where traffic is',
    );
  };
  return {
    place: store.place(keys.folder),
    pollMilliseconds: store.pollMilliseconds,
    readOpen: () => readRollouts(store, keys, 'open'),
    readAll: () => readRollouts(store, keys, 'all'),
    read: async (id) => (await read(id)).rollout,
    create: async (rollout) => {
      const key = keys.rollout(rollout.state.id);
      if (!(await store.replace(key, serializeRollout(rollout), undefined))) throw busy(store.place(key));
      await removeOldest(store, keys);
    },
    update: async (id, change) => {
      const key = keys.rollout(id);
      for (let tries = 0; tries < TRIES; tries++) {
        const { stored, rollout: before } = await read(id);
        const after = change(before);
        if (after === before) return { before, after };
        if (await store.replace(key, serializeRollout(after), stored)) {
          if (!isUnfinished(after)) await store.replace(keys.ended(id), JSON.stringify({ id }), undefined);
          return { before, after };
        }
        await context.sleep(context.random() * WAIT_MILLISECONDS);
      }
      throw busy(store.place(key));
    },
  };
}

interface Keys {
  readonly folder: string;
  /** The text in which earlier versions kept all rollouts. */
  readonly earlier: string;
  rollout(id: string): string;
  /** Marks a rollout that has ended, so that it need not be read to find those that have not. */
  ended(id: string): string;
}

const keysOf = (environment: string): Keys => ({
  folder: `rollouts/${environment}/`,
  earlier: `rollouts/${environment}.json`,
  rollout: (id) => `rollouts/${environment}/${id}.json`,
  ended: (id) => `rollouts/${environment}/${id}.ended.json`,
});

/** The ids that are stored, in order, and those among them that are marked as ended. */
async function listIds(store: SharedStore, { folder }: Keys) {
  const names = (await store.list(folder)).map((key) => key.slice(folder.length).replace(/\.json$/, ''));
  const ids = names.filter((name) => !name.endsWith('.ended'));
  const marked = new Set(names.filter((name) => name.endsWith('.ended')).map((name) => name.replace(/\.ended$/, '')));
  return { ids, marked };
}

async function readRollouts(store: SharedStore, keys: Keys, which: 'open' | 'all'): Promise<ReadRollouts> {
  const [{ ids, marked }, earlier] = await Promise.all([listIds(store, keys), store.read(keys.earlier)]);
  const wanted = (which === 'all' ? ids : ids.filter((id) => !marked.has(id))).map((id) => keys.rollout(id));
  const texts = await store.readAll(wanted);
  const damaged: UserError[] = [];
  const parse = (run: () => readonly StoredRollout[]): readonly StoredRollout[] => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.push(error);
      return [];
    }
  };
  const old = parse(() => parseEarlierRollouts(earlier?.text, store.place(keys.earlier)));
  const own = texts.flatMap((stored, i) =>
    stored ? parse(() => [parseRollout(stored.text, store.place(wanted[i] ?? ''))]) : [],
  );
  const rollouts = [...old.filter(({ state }) => !ids.includes(state.id)), ...own];
  return { rollouts: which === 'all' ? rollouts : rollouts.filter(isUnfinished), damaged };
}

/** A failure is not an error: it is tried again with the next rollout. */
async function removeOldest(store: SharedStore, keys: Keys): Promise<void> {
  try {
    const { ids, marked } = await listIds(store, keys);
    const ended = ids.filter((id) => marked.has(id));
    for (const id of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) {
      await store.remove(keys.rollout(id));
      await store.remove(keys.ended(id));
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

const busy = (place: string): UserError =>
  new UserError('STORE_BUSY', `Too many others write ${place} at once`, 'Run the same command again');
