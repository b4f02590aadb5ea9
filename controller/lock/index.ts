// Locks an environment, so that it has one change at a time: on this checkout, and with remote state on all machines.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { hasCode, messageOf } from '../core/errors';
import { isInS3, openCheckoutStore, openSharedStore } from '../store';
import type { Patience, SharedStore } from '../store';
import { acquireIn, findLock } from './acquire';
import type { HeldLock } from './acquire';
import { heldBy } from './errors';
import { thisProcess } from './holder';
import type { Holder } from './holder';

export type { Holder, Life } from './holder';
export { describeHolder, lifeOf, thisProcess } from './holder';
export { findLock, freeLock, lockKey, readLock } from './acquire';
export type { FoundLock } from './acquire';

/** A lock that is held. */
export interface Lock {
  /** The previous holder of the lock on this checkout, if there was one; that process may still run. */
  readonly previous: Holder | undefined;
  /**
   * Acquires the lock in S3 too, if the environment's state is there; returns its previous holder.
   * @throws {UserError} exit 3 with the holder; exit 1 when S3 cannot be reached.
   */
  share(environment: Environment): Promise<Holder | undefined>;
  /** @throws {UserError} exit 3 when another process has taken the lock over, as a rollback does; exit 1 when S3 does not answer. */
  assertHeld(): Promise<void>;
  /** Releases the lock, unless another process holds it now. Never throws. */
  release(): Promise<void>;
}

/**
 * Acquires an environment's lock on this checkout. The lock of a process that has ended is taken over with a notice; with
 * `takeOver` any lock is.
 * @throws {UserError} exit 3 with the holder; exit 1 when the lock cannot be written.
 */
export async function acquireLock(
  context: Context,
  environment: string,
  verb: string,
  takeOver: boolean,
): Promise<Lock> {
  const self = thisProcess(context, verb);
  const local = await acquireIn(context, openLocks(context), environment, { self, takeOver });
  let shared: HeldLock | undefined;
  return {
    previous: local.previous,
    share: async (opened) => {
      if (!isInS3(opened)) return undefined;
      shared = await acquireIn(context, await openSharedStore(context, opened), environment, { self, takeOver });
      return shared.previous;
    },
    assertHeld: async () => {
      await local.assertHeld();
      await shared?.assertHeld();
    },
    release: async () => {
      await releaseOrWarn(context, environment, 'in S3', async () => shared?.release());
      await releaseOrWarn(context, environment, 'on this checkout', () => local.release());
    },
  };
}

/** The stores that have a lock of an environment: this checkout, and beside its Terraform state if that is in S3. Makes no call yet. */
export async function lockStores(
  context: Context,
  environment: Environment,
  patience: Patience = 'patient',
): Promise<readonly SharedStore[]> {
  const local = openLocks(context);
  return isInS3(environment) ? [local, await openSharedStore(context, environment, patience)] : [local];
}

/**
 * Refuses what cannot be said while another process changes the environment.
 * @throws {UserError} LOCK_HELD with the holder, unless that has ended.
 */
export async function refuseWhileHeld(context: Context, environment: Environment): Promise<void> {
  for (const store of await lockStores(context, environment)) {
    const { found } = await findLock(store, environment.name);
    if (found && found.life !== 'gone') throw heldBy(found.holder, found.life, environment.name);
  }
}

/** Throws only when another process has taken the lock over, not when S3 does not answer. */
export async function throwIfTakenOver(assertHeld: () => Promise<void>): Promise<void> {
  try {
    await assertHeld();
  } catch (error) {
    if (hasCode(error, 'LOCK_LOST')) throw error;
  }
}

/** A failure is only a warning: once this process has ended, the next one on this machine takes the lock over. */
async function releaseOrWarn(
  context: Context,
  environment: string,
  where: string,
  release: () => Promise<void>,
): Promise<void> {
  try {
    await release();
  } catch (error) {
    const why = messageOf(error);
    context.io.err(
      `warning: the lock could not be released ${where}: ${why}. On another machine: ctl unlock -e ${environment}`,
    );
  }
}

const openLocks = (context: Pick<Context, 'root'>): SharedStore => openCheckoutStore(context, 'volatile');
