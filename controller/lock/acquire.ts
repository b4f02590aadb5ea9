// A lock in one store: a text that is only replaced if it is unchanged since it was read. It is never removed, so that a free lock
// differs from one that was released and acquired again. Each text is unique, so that a write whose answer is lost is recognised.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { SharedStore, StoredText } from '../store';
import { heldBy, takenOver } from './errors';
import { describeHolder, freeText, lifeOf, parseHolder } from './holder';
import type { Holder, Life } from './holder';

/** How often to try while other processes write, and the longest wait between two tries in milliseconds. */
const TRIES = 10;
const WAIT_MILLISECONDS = 200;

/** A lock that is held in one store. */
export interface HeldLock {
  readonly previous: Holder | undefined;
  /** @throws {UserError} LOCK_LOST when another process took it over; another code when the store cannot be read. */
  assertHeld(): Promise<void>;
  /** Frees the lock, unless another process holds it now. */
  release(): Promise<void>;
}

/** A lock as it was read; `holder` is undefined when it is free. */
export interface ReadLock {
  readonly stored: StoredText | undefined;
  readonly holder: Holder | undefined;
}

/** A lock that is held: where it is, its holder, and whether its process runs as far as this machine can see. */
export interface FoundLock {
  readonly place: string;
  readonly holder: Holder;
  readonly life: Life;
}

/** Key of an environment's lock. */
export const lockKey = (environment: string): string => `locks/${environment}.json`;

/** Reads an environment's lock. Incomplete text counts as a free lock: texts appear complete, so the machine lost power. */
export async function readLock(store: SharedStore, environment: string): Promise<ReadLock> {
  const stored = await store.read(lockKey(environment));
  const holder = stored && parseHolder(stored.text);
  return { stored, holder: holder === 'torn' ? undefined : holder };
}

/** Reads an environment's lock; `found` when it is held. */
export async function findLock(
  store: SharedStore,
  environment: string,
): Promise<{ readonly read: ReadLock; readonly found: FoundLock | undefined }> {
  const read = await readLock(store, environment);
  const { holder } = read;
  return { read, found: holder && { place: store.place(lockKey(environment)), holder, life: lifeOf(holder) } };
}

/** Frees a lock if it is as it was read; false when it changed hands meanwhile. */
export async function freeLock(store: SharedStore, environment: string, { stored }: ReadLock): Promise<boolean> {
  return (await store.replace(lockKey(environment), freeText(), stored)) !== undefined;
}

/**
 * Acquires an environment's lock in a store. The lock of a process that has ended is taken over with a notice; with `takeOver` any lock is.
 * @throws {UserError} LOCK_HELD with the holder; another code when the store cannot be read or written.
 */
export async function acquireIn(
  context: Context,
  store: SharedStore,
  environment: string,
  { self, takeOver }: { readonly self: Holder; readonly takeOver: boolean },
): Promise<HeldLock> {
  const key = lockKey(environment);
  for (let tries = 0; tries < TRIES; tries++) {
    const { stored, holder } = await readLock(store, environment);
    const life = holder && lifeOf(holder);
    if (holder && life && life !== 'gone' && !takeOver) throw heldBy(holder, life, environment);
    const now = await store.replace(key, JSON.stringify(self), stored);
    if (now) {
      if (holder) context.io.err(`Took over the lock of ${describeHolder(holder)} in ${store.place(key)}`);
      return hold(store, environment, { self, previous: holder, now });
    }
    await context.sleep(context.random() * WAIT_MILLISECONDS);
  }
  throw new UserError(
    'STORE_BUSY',
    `Too many processes want the lock of ${environment} at once`,
    'Run the same command again',
  );
}

function hold(
  store: SharedStore,
  environment: string,
  { self, previous, now }: { readonly self: Holder; readonly previous: Holder | undefined; readonly now: StoredText },
): HeldLock {
  return {
    previous,
    assertHeld: async () => {
      const { holder } = await readLock(store, environment);
      if (holder?.token !== self.token) throw takenOver(holder, environment);
    },
    release: async () => {
      await freeLock(store, environment, { stored: now, holder: self });
    },
  };
}
