// Asynchronous invocations: the event waits for a free environment, and is tried again when the function fails.
import type { FunctionVersion } from '../../functions/model';
import type { Runner } from '../../functions/runner';

/** Milliseconds before the second and the third attempt of an event that the function fails ("How Lambda handles errors and retries with asynchronous invocation"). */
const AFTER_ERRORS: readonly number[] = [60_000, 120_000];

/** Milliseconds between attempts of an event that finds no free environment: doubled from the first to the longest. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 300_000;
const OLDEST = 6 * 3_600_000;

/** Invokes a function with an event and forgets the answer. What fails is in the function's log. */
export function enqueue(runner: Runner, fn: FunctionVersion, payload: Buffer): void {
  const attempt = async (errors: number, waits: number, waited: number): Promise<void> => {
    const outcome = await runner.invoke(fn, payload);
    if (outcome.kind === 'error' && AFTER_ERRORS[errors] !== undefined) {
      later(AFTER_ERRORS[errors], () => attempt(errors + 1, 0, waited));
    }
    if (outcome.kind === 'throttled' && waited < OLDEST) {
      const wait = Math.min(FIRST_WAIT * 2 ** waits, LONGEST_WAIT);
      later(wait, () => attempt(errors, waits + 1, waited + wait));
    }
  };
  void attempt(0, 0, 0);
}

/** A sandbox that stops does not wait for events. */
const later = (milliseconds: number, run: () => Promise<void>): void =>
  void setTimeout(() => void run(), milliseconds).unref();
