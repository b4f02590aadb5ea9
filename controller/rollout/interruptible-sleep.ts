// Sleeps that Ctrl-C, or something else that happens, ends early.
import type { Context } from '../core/context';

/** Sleeps until the time is over, the user presses Ctrl-C, or `ended` is aborted. */
export async function sleepUnlessInterrupted(
  { signal: interrupted, sleep }: Pick<Context, 'signal' | 'sleep'>,
  milliseconds: number,
  ended: AbortSignal = interrupted,
): Promise<void> {
  const signals = [interrupted, ended];
  if (signals.some(({ aborted }) => aborted)) return;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
  await Promise.race([sleep(milliseconds), stopped]);
  for (const signal of signals) signal.removeEventListener('abort', stop);
}
