// Watches the lock while Terraform applies.
import type { Context } from '../../core/context';
import { hasCode, messageOf } from '../../core/errors';
import type { Step } from './applier';

/** Milliseconds between two checks of the lock, and after how many failed reads in a row there is a warning. */
const LOCK_POLL_MILLISECONDS = 1000;
const FAILED_READS = 3;

/**
 * Runs with a context whose signal is aborted once the lock is lost, as by Ctrl-C. A lock that cannot be read is not lost: to stop
 * Terraform in the middle would do more harm than to let it finish.
 * @throws {UserError} LOCK_LOST, naming the new owner.
 */
export async function whileLocked<T>(
  { context, assertHeld }: Pick<Step, 'context' | 'assertHeld'>,
  run: (context: Context) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let running = true;
  const watch = async (): Promise<void> => {
    for (let failed = 0; running && !lost.signal.aborted;) {
      try {
        await assertHeld();
        failed = 0;
      } catch (error) {
        failed += 1;
        if (hasCode(error, 'LOCK_LOST')) lost.abort(error);
        else if (failed === FAILED_READS) context.io.err(`warning: the lock cannot be read: ${messageOf(error)}`);
      }
      await context.sleep(LOCK_POLL_MILLISECONDS);
    }
  };
  void watch();
  try {
    return await run({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    running = false;
    lost.signal.throwIfAborted();
  }
}
