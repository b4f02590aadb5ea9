// The lock of an environment, for a rollback, which nothing may delay.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { acquireLock } from '../lock';
import type { Holder, Lock } from '../lock';
import { messageOf } from '../core/errors';

/** Takes the lock from its holder. If no lock can be acquired, traffic is moved without it. */
export async function takeLock(context: Context, environment: string): Promise<Lock | undefined> {
  try {
    return await acquireLock(context, environment, 'rollback', true);
  } catch (error) {
    context.io.err(`warning: going ahead without the lock: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * Takes the lock in S3 after traffic is back, since S3 must neither delay nor fail the rollback. Returns its previous holder, unless
 * that also held the lock on this checkout.
 */
export async function takeShared(context: Context, environment: Environment, lock: Lock): Promise<Holder | undefined> {
  try {
    const holder = await lock.share(environment);
    return holder?.token === lock.previous?.token ? undefined : holder;
  } catch (error) {
    context.io.err(
      `warning: traffic is back, but the lock in S3 could not be taken, and somebody on another machine may go on: ${messageOf(error)}`,
    );
    return undefined;
  }
}

/** Whether this process still holds a lock, which another rollback may have taken over. */
export async function isHeld(lock: Lock): Promise<boolean> {
  try {
    await lock.assertHeld();
    return true;
  } catch {
    return false;
  }
}
