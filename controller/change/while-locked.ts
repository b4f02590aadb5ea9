// While something long runs under the lock: when the lock is taken over, what runs is stopped as by Ctrl-C.
import type { Context } from '../core/context';

/** Milliseconds between two looks at the lock. */
const LOOK_MILLISECONDS = 1000;

/** Runs with a context whose signal is aborted once the lock is lost, and then throws the error that says to whom. */
export async function whileLocked<T>(
  { context, assertHeld }: { readonly context: Context; readonly assertHeld: () => Promise<void> },
  run: (context: Context) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let running = true;
  const watch = async (): Promise<void> => {
    while (running) {
      try {
        await assertHeld();
      } catch {
        return lost.abort();
      }
      await context.sleep(LOOK_MILLISECONDS);
    }
  };
  void watch();
  try {
    return await run({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    running = false;
    if (lost.signal.aborted) await assertHeld();
  }
}
