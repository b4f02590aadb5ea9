// The lock of an environment, for a command that nothing may hold up.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { acquireLock } from '../lock';
import type { Holder, Lock } from '../lock';
import { messageOf } from '../core/errors';

/** Takes the lock from its holder. Where no lock can be taken, traffic is moved without it. */
export function takeLock(context: Context, environment: string): Lock | undefined {
  try {
    return acquireLock(context, environment, 'rollback', true);
  } catch (error) {
    context.io.err(`warning: going ahead without the lock: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * Takes the lock that other machines see, once traffic is back: S3 must not hold it up, nor fail it. Returns whose lock that
 * was, unless it is who held the lock on this checkout.
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

/** Whether nobody has taken a lock over, as another rollback does. */
export async function isHeld(lock: Lock): Promise<boolean> {
  try {
    await lock.assertHeld();
    return true;
  } catch {
    return false;
  }
}
