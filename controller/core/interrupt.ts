// The first Ctrl-C: a command stops between two steps and prints the state that it leaves.
import type { Context } from './context';
import { UserError } from './errors';

/**
 * Stops when the user has pressed Ctrl-C; `where` says what has been done.
 * @throws {UserError} exit 130.
 */
export function stopIfInterrupted(context: Context, where: string): void {
  if (context.signal.aborted) throw new UserError('INTERRUPTED', 'Interrupted', where);
}

/**
 * Runs a step that changes nothing. If Ctrl-C ended it, the error is INTERRUPTED, not that of the step.
 * @throws {UserError} exit 130.
 */
export async function interruptible<T>(context: Context, where: string, step: () => Promise<T>): Promise<T> {
  stopIfInterrupted(context, where);
  try {
    return await step();
  } catch (error) {
    if (error instanceof UserError) stopIfInterrupted(context, where);
    throw error;
  }
}
