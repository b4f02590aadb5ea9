// Locks an environment, so that it has one change at a time: on this checkout, and with remote state on all machines.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { hasCode, messageOf } from '../core/errors';
import { takenOver } from './errors';
import { thisProcess } from './holder';
import type { Holder } from './holder';
import { acquireLocal } from './local';
import type { RemoteLock } from './s3';

export type { Holder } from './holder';
export { describeHolder, lifeOf, thisProcess } from './holder';
export { lockHolder } from './local';

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
export function acquireLock(context: Context, environment: string, verb: string, takeOver: boolean): Lock {
  const self = thisProcess(context, verb);
  const local = acquireLocal(context, environment, self, takeOver);
  let remote: RemoteLock | undefined;
  return {
    previous: local.previous,
    share: async (shared) => {
      if (!shared.state) return undefined;
      const { acquireRemote } = await import('./s3');
      remote = await acquireRemote(context, shared, self, takeOver);
      return remote?.previous;
    },
    assertHeld: async () => {
      const other = local.lostTo();
      if (other) throw takenOver(other === 'nobody' ? undefined : other, environment);
      await remote?.assertHeld();
    },
    release: async () => {
      await releaseOrWarn(context, 'in S3', async () => remote?.release());
      await releaseOrWarn(context, 'on this checkout', async () => local.release());
    },
  };
}

/** Throws only when another process has taken the lock over, not when S3 does not answer. */
export async function throwIfTakenOver(assertHeld: () => Promise<void>): Promise<void> {
  try {
    await assertHeld();
  } catch (error) {
    if (hasCode(error, 'LOCK_LOST')) throw error;
  }
}

/** A failure is only a warning: once this process has ended, the next one takes the lock over. */
async function releaseOrWarn(context: Context, where: string, release: () => Promise<void>): Promise<void> {
  try {
    await release();
  } catch (error) {
    const why = messageOf(error);
    context.io.err(`warning: the lock could not be released ${where}: ${why}`);
  }
}
