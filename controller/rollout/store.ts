// Where rollouts are kept between two steps: in one text for each environment, only ever replaced while it is what was read.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { Holder } from '../lock';
import type { RolloutState } from '../release/rollout';
import { localTexts } from './store-local';
import { remoteTexts } from './store-remote';

/** A rollout, and which process carries it on; null once that process has left it. */
export interface Kept {
  readonly state: RolloutState;
  readonly driver: Holder | null;
}

/** One text and the means to replace it. `replace` is false where somebody else was faster. */
export interface Texts {
  /** Where the text is, for people. */
  readonly place: string;
  /** Longest time to go without reading it, in milliseconds. */
  readonly everyMilliseconds: number;
  read(): Promise<Read>;
}

export interface Read {
  /** Empty before anything was kept. */
  readonly text: string;
  replace(text: string): Promise<boolean>;
}

/** The rollouts of an environment, oldest first. */
export interface Rollouts extends Pick<Texts, 'place' | 'everyMilliseconds'> {
  read(): Promise<readonly Kept[]>;
  /** Replaces them by what `change` makes of them; tries again where somebody else was faster. Returns what is kept then. */
  update(change: (kept: readonly Kept[]) => readonly Kept[]): Promise<readonly Kept[]>;
}

/** Rollouts that have ended and are still kept, beside those that go on. */
const KEPT_ENDED = 20;
/** How often to try while others keep writing, and the longest wait between two tries in milliseconds. */
const TRIES = 20;
const WAIT_MILLISECONDS = 100;

/**
 * Opens the rollouts of an environment: beside the Terraform state in S3 where it is there, in a file otherwise.
 * @throws {UserError} exit 1 where they cannot be read or written.
 */
export async function openRollouts(context: Context, environment: Environment): Promise<Rollouts> {
  const texts = (await remoteTexts(context, environment)) ?? localTexts(context.root, environment.name);
  return {
    place: texts.place,
    everyMilliseconds: texts.everyMilliseconds,
    read: async () => parse((await texts.read()).text, texts.place),
    update: async (change) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const read = await texts.read();
        const before = parse(read.text, texts.place);
        const after = change(before);
        if (after === before) return before;
        const kept = withoutOld(after);
        if (await read.replace(JSON.stringify({ schemaVersion: 1, rollouts: kept }))) return kept;
        await context.sleep(context.random() * WAIT_MILLISECONDS);
      }
      throw new UserError('STORE_BUSY', `Too many others write ${texts.place} at once`, 'Run the same command again');
    },
  };
}

function withoutOld(kept: readonly Kept[]): readonly Kept[] {
  const ended = kept.filter(({ state }) => state.position.at === 'done');
  const old = new Set(ended.slice(0, Math.max(0, ended.length - KEPT_ENDED)));
  return kept.filter((one) => !old.has(one));
}

function parse(text: string, place: string): readonly Kept[] {
  if (text === '') return [];
  try {
    const said = JSON.parse(text) as { readonly schemaVersion: number; readonly rollouts?: readonly Kept[] };
    if (said.schemaVersion === 1 && said.rollouts) return said.rollouts;
  } catch {
    // Told below, as any text that is not ours.
  }
  throw new UserError(
    'STORE_UNREADABLE',
    `The rollouts in ${place} cannot be read: that is not what ctl wrote`,
    'Look at it, and move it away to begin anew; traffic stays where ctl status shows it',
  );
}

/** Replaces one rollout among all; the same list where nothing changes. */
export function replaced(all: readonly Kept[], id: string, change: (one: Kept) => Kept): readonly Kept[] {
  const changed = all.map((one) => (one.state.id === id ? change(one) : one));
  return changed.every((one, i) => one === all[i]) ? all : changed;
}

/** The state of a rollout among all. */
export function stateIn(all: readonly Kept[], id: string): RolloutState {
  const found = all.find(({ state }) => state.id === id);
  if (!found) throw new UserError('ROLLOUT_GONE', `Rollout ${id} is gone`, 'See ctl status for where traffic is');
  return found.state;
}
