// The lock of an environment, for a command that nothing may hold up.
import type { Context } from '../context';
import { acquireLock } from '../lock';
import type { Lock } from '../lock';

/** Takes the lock from whoever has it. Without a lock to be had, traffic is moved all the same. */
export function takeLock(context: Context, environment: string): Lock | undefined {
  try {
    return acquireLock(context, environment, 'rollback', true);
  } catch (error) {
    context.io.err(`warning: going ahead without the lock: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Whether nobody has taken a lock over, as another rollback does. */
export function isHeld(lock: Lock): boolean {
  try {
    lock.assertHeld();
    return true;
  } catch {
    return false;
  }
}
