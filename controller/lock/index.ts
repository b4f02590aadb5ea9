// One change of an environment at a time: a lock on this checkout, and with remote state one that other machines see.
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
  /** Whose lock on this checkout this was until now, if it was anybody's; that process may still run. */
  readonly previous: Holder | undefined;
  /**
   * Where the environment's state is in S3, takes the lock there too, and returns whose that was until now.
   * @throws {UserError} exit 3, naming who holds it; exit 1 when S3 cannot be reached.
   */
  share(environment: Environment): Promise<Holder | undefined>;
  /** @throws {UserError} exit 3 when another process has taken the lock over, as a rollback does; exit 1 when S3 does not answer. */
  assertHeld(): Promise<void>;
  /** Gives the lock back; leaves it alone where another process holds it. Never throws. */
  release(): Promise<void>;
}

/**
 * Takes an environment's lock on this checkout. One that a dead process left behind is taken over with a notice; `takeOver`
 * takes any.
 * @throws {UserError} exit 3, naming who holds it and since when; exit 1 where it cannot be written.
 */
export function acquireLock(context: Context, environment: string, verb: string, takeOver: boolean): Lock {
  const mine = thisProcess(context, verb);
  const local = acquireLocal(context, environment, mine, takeOver);
  let remote: RemoteLock | undefined;
  return {
    previous: local.previous,
    share: async (shared) => {
      if (!shared.state) return undefined;
      const { acquireRemote } = await import('./s3');
      remote = await acquireRemote(context, shared, mine, takeOver);
      return remote?.previous;
    },
    assertHeld: async () => {
      const other = local.lostTo();
      if (other) throw takenOver(other === 'nobody' ? undefined : other, environment);
      await remote?.assertHeld();
    },
    release: async () => {
      await givenBack(context, 'in S3', async () => remote?.release());
      await givenBack(context, 'here', async () => local.release());
    },
  };
}

/** Throws only where another process certainly has the lock, not where S3 does not answer. */
export async function throwIfTakenOver(assertHeld: () => Promise<void>): Promise<void> {
  try {
    await assertHeld();
  } catch (error) {
    if (hasCode(error, 'LOCK_LOST')) throw error;
  }
}

/** What could not be given back is found to be left behind once this process has ended. */
async function givenBack(context: Context, where: string, release: () => Promise<void>): Promise<void> {
  try {
    await release();
  } catch (error) {
    const why = messageOf(error);
    context.io.err(`warning: the lock could not be given back ${where}: ${why}`);
  }
}
