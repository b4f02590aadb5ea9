// The lock for operators on all machines: an object next to the Terraform state, which is only replaced if it is unchanged since
// it was read. It is never deleted, so that a free lock differs from one that was released and acquired again.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { SharedStore, StoredText } from '../store';
import { heldBy, takenOver } from './errors';
import { describeHolder, freeText, lifeOf, parseHolder } from './holder';
import type { Holder } from './holder';

/** How often to try while other processes write, and the longest wait between two tries in milliseconds. */
const TRIES = 10;
const WAIT_MILLISECONDS = 200;

/** A lock object that is held. */
export interface RemoteLock {
  readonly previous: Holder | undefined;
  /** @throws {UserError} exit 3 when another process took it over; exit 1 when S3 does not answer. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

/** Key of an environment's lock, under the prefix of its state. */
export const lockKey = (environment: Environment): string => `locks/${environment.name}.json`;

/**
 * Acquires the lock in S3; undefined when the state is a file. The lock of a process of this machine that has ended is taken over
 * with a notice; with `takeOver` any lock is.
 * @throws {UserError} exit 3 with the holder; exit 1 when S3 cannot be reached.
 */
export async function acquireRemote(
  context: Context,
  environment: Environment,
  self: Holder,
  takeOver: boolean,
): Promise<RemoteLock | undefined> {
  const { openS3Store } = await import('../aws/s3-store');
  const objects = await openS3Store(environment, context);
  if (!objects) return undefined;
  const key = lockKey(environment);
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = await objects.read(key);
    const holder = holderOf(seen);
    // An earlier try succeeded, but its answer was lost.
    if (seen && holder?.token === self.token)
      return createLock(objects, environment, { self, now: seen, previous: undefined });
    const life = holder && lifeOf(holder);
    if (holder && life && life !== 'gone' && !takeOver) throw heldBy(holder, life, environment.name);
    const now = await objects.replace(key, JSON.stringify(self), seen);
    if (now) {
      if (holder) context.io.err(`Took over the lock of ${describeHolder(holder)} in ${objects.place(key)}`);
      return createLock(objects, environment, { self, now, previous: holder });
    }
    await context.sleep(context.random() * WAIT_MILLISECONDS);
  }
  throw new UserError(
    'STORE_BUSY',
    `Too many processes want the lock of ${environment.name} at once`,
    'Run the same command again',
  );
}

function createLock(
  objects: SharedStore,
  environment: Environment,
  { self, now, previous }: { readonly self: Holder; readonly now: StoredText; readonly previous: Holder | undefined },
): RemoteLock {
  const key = lockKey(environment);
  return {
    previous,
    assertHeld: async () => {
      const holder = holderOf(await objects.read(key));
      if (holder?.token !== self.token) throw takenOver(holder, environment.name);
    },
    release: async () => {
      await objects.replace(key, freeText(), now);
    },
  };
}

function holderOf(stored: StoredText | undefined): Holder | undefined {
  const holder = stored && parseHolder(stored.text);
  return holder === 'torn' ? undefined : holder;
}
