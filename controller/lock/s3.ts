// The lock that operators on other machines see: an object beside the Terraform state, which is replaced only when it
// still is what was read. It is never deleted, so that a free lock differs from one that was freed and taken again.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { StateObjects, StoredText } from '../aws/s3-objects';
import { heldBy, takenOver } from './errors';
import { describeHolder, freeText, lifeOf, parseHolder } from './holder';
import type { Holder } from './holder';

/** How often to try while others keep writing, and the longest wait between two tries in milliseconds. */
const TRIES = 10;
const WAIT_MILLISECONDS = 200;

/** A lock object that is held. */
export interface RemoteLock {
  readonly previous: Holder | undefined;
  /** @throws {UserError} exit 3 when another took it over; exit 1 when S3 does not answer. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

/** Key of an environment's lock, under the prefix of its state. */
export const lockKey = (environment: Environment): string => `locks/${environment.name}.json`;

/**
 * Takes the lock in S3; undefined where the state is a file. One that a dead process of this machine left behind is taken
 * over with a notice; `takeOver` takes any.
 * @throws {UserError} exit 3, naming who holds it; exit 1 when S3 cannot be reached.
 */
export async function acquireRemote(
  context: Context,
  environment: Environment,
  mine: Holder,
  takeOver: boolean,
): Promise<RemoteLock | undefined> {
  const { openStateObjects } = await import('../aws/s3-objects');
  const objects = await openStateObjects(environment, context);
  if (!objects) return undefined;
  const key = lockKey(environment);
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = await objects.read(key);
    const holder = holderOf(seen);
    // An earlier try arrived although its answer did not.
    if (seen && holder?.token === mine.token)
      return held(objects, environment, { mine, now: seen, previous: undefined });
    const life = holder && lifeOf(holder);
    if (holder && life && life !== 'gone' && !takeOver) throw heldBy(holder, life, environment.name);
    const now = await objects.replace(key, JSON.stringify(mine), seen);
    if (now) {
      if (holder) context.io.err(`Took over the lock of ${describeHolder(holder)} in ${objects.url(key)}`);
      return held(objects, environment, { mine, now, previous: holder });
    }
    await context.sleep(context.random() * WAIT_MILLISECONDS);
  }
  throw new UserError(
    'STORE_BUSY',
    `Too many processes want the lock of ${environment.name} at once`,
    'Run the same command again',
  );
}

/** Who holds an environment's lock in S3, if anybody does, and where it is. */
export async function remoteHolder(
  context: Context,
  environment: Environment,
): Promise<{ readonly holder: Holder | undefined; readonly url: string } | undefined> {
  const { openStateObjects } = await import('../aws/s3-objects');
  const objects = await openStateObjects(environment, context);
  const key = lockKey(environment);
  return objects && { holder: holderOf(await objects.read(key)), url: objects.url(key) };
}

function held(
  objects: StateObjects,
  environment: Environment,
  { mine, now, previous }: { readonly mine: Holder; readonly now: StoredText; readonly previous: Holder | undefined },
): RemoteLock {
  const key = lockKey(environment);
  return {
    previous,
    assertHeld: async () => {
      const holder = holderOf(await objects.read(key));
      if (holder?.token !== mine.token) throw takenOver(holder, environment.name);
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
