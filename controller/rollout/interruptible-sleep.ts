// Sleeping while the user may press Ctrl-C.
import type { Context } from '../core/context';

/** Sleeps, but no longer than until the first Ctrl-C. */
export async function pause({ signal, sleep }: Context, milliseconds: number): Promise<void> {
  if (signal.aborted) return;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([sleep(milliseconds), stopped]);
  signal.removeEventListener('abort', stop);
}
