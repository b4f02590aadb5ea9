// Prints what must not be: each violation with the seed, the time and the number of requests until then.
import type { Counts } from './counts';

/** Where violations are counted and printed. */
export interface Reported {
  readonly counts: Counts;
  /** Prints a violation. */
  readonly say: (line: string) => void;
}

/** How many violations are printed; the rest is only counted. */
const MOST_PRINTED = 200;

/** Creates a printer of violations. */
export function createReporter(
  { print, seed }: { readonly print: (line: string) => void; readonly seed: number },
  counts: Counts,
): Reported['say'] {
  let printed = 0;
  return (line) => {
    printed += 1;
    const when = `seed ${seed}, ${new Date().toISOString()}, after ${counts.requests} requests`;
    if (printed <= MOST_PRINTED) print(`${when}: ${line}`);
    if (printed === MOST_PRINTED) print('more are only counted');
  };
}
