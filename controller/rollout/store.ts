// Stores the rollouts of an environment in one text, which is only replaced if no other writer has replaced it.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { Holder } from '../lock';
import type { Evaluation, RolloutState } from '../release/rollout';
import { openSharedStore } from '../store';
import type { SharedStore } from '../store';

/** A rollout, and the process that drives it; null when that process has left it. */
export interface StoredRollout {
  readonly state: RolloutState;
  readonly driver: Holder | null;
}

/** The rollouts of an environment, oldest first. */
export interface RolloutStore extends Pick<SharedStore, 'pollMilliseconds'> {
  /** Where they are, for people. */
  readonly place: string;
  read(): Promise<readonly StoredRollout[]>;
  /** Replaces the rollouts by the result of `change`; tries again when another writer was faster. Returns what is stored. */
  update(change: (stored: readonly StoredRollout[]) => readonly StoredRollout[]): Promise<readonly StoredRollout[]>;
}

/** Whether a rollout has not ended. */
export const isUnfinished = ({ state }: StoredRollout): boolean => state.position.at !== 'done';

/** How many rollouts that have ended are kept. */
const ENDED_KEPT = 20;
/** How often to try while others write, and the longest wait between two tries in milliseconds. */
const TRIES = 20;
const WAIT_MILLISECONDS = 100;

/**
 * Opens the rollouts of an environment: next to the Terraform state if that is in S3, else in a local file.
 * @throws {UserError} when they cannot be read or written.
 */
export async function openRolloutStore(context: Context, environment: Environment): Promise<RolloutStore> {
  const store = await openSharedStore(context, environment);
  const key = `rollouts/${environment.name}.json`;
  const place = store.place(key);
  return {
    place,
    pollMilliseconds: store.pollMilliseconds,
    read: async () => parseRollouts((await store.read(key))?.text, place),
    update: async (change) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const read = await store.read(key);
        const before = parseRollouts(read?.text, place);
        const after = change(before);
        if (after === before) return before;
        const rollouts = dropOld(after);
        if (await store.replace(key, JSON.stringify({ schemaVersion: 2, rollouts }), read)) return rollouts;
        await context.sleep(context.random() * WAIT_MILLISECONDS);
      }
      throw new UserError('STORE_BUSY', `Too many others write ${place} at once`, 'Run the same command again');
    },
  };
}

function dropOld(stored: readonly StoredRollout[]): readonly StoredRollout[] {
  const ended = stored.filter((one) => !isUnfinished(one));
  const old = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_KEPT)));
  return stored.filter((one) => !old.has(one));
}

/** The first version of a stored state named the evaluations `looks`. */
type FirstState = Omit<RolloutState, 'schemaVersion' | 'evaluations'> & {
  readonly schemaVersion: 1;
  readonly looks: readonly Evaluation[];
};

/** What the store may contain: version 1 has states of version 1 only. */
interface StoredRollouts {
  readonly schemaVersion: number;
  readonly rollouts?: readonly { readonly state: RolloutState | FirstState; readonly driver: Holder | null }[];
}

function parseRollouts(text: string | undefined, place: string): readonly StoredRollout[] {
  if (!text) return [];
  try {
    const { schemaVersion, rollouts } = JSON.parse(text) as StoredRollouts;
    if ((schemaVersion === 1 || schemaVersion === 2) && rollouts)
      return rollouts.map(({ state, driver }) => ({ state: upgradeState(state), driver }));
  } catch {
    // Not JSON, or another structure: reported below.
  }
  throw new UserError(
    'STORE_UNREADABLE',
    `The rollouts in ${place} cannot be read: ctl did not write them`,
    'Read it, and move it away to start again; ctl status shows where traffic is',
  );
}

function upgradeState(state: RolloutState | FirstState): RolloutState {
  if (state.schemaVersion === 2) return state;
  const { looks, ...rest } = state;
  return { ...rest, schemaVersion: 2, evaluations: looks };
}

/** Replaces one of the rollouts; returns the same list when nothing changes. */
export function replaceRollout(
  all: readonly StoredRollout[],
  id: string,
  change: (one: StoredRollout) => StoredRollout,
): readonly StoredRollout[] {
  const changed = all.map((one) => (one.state.id === id ? change(one) : one));
  return changed.every((one, i) => one === all[i]) ? all : changed;
}

/**
 * Finds the state of a rollout.
 * @throws {UserError} ROLLOUT_GONE when it is not stored.
 */
export function findState(all: readonly StoredRollout[], id: string): RolloutState {
  const found = all.find(({ state }) => state.id === id);
  if (!found)
    throw new UserError('ROLLOUT_GONE', `Rollout ${id} is not stored any more`, 'ctl status shows where traffic is');
  return found.state;
}
