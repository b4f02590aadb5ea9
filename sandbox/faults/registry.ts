// Which functions have which fault. In memory: a sandbox that starts again has healthy functions.
import { NO_EFFECT, effectOf } from './model';
import type { Effect, Fault } from './model';
import { seeded } from './random';

/** The faults of a sandbox's functions, at most one each. */
export interface Faults {
  /** Gives a function a fault, instead of the one that it may have. Its random numbers begin anew. */
  put(fn: string, fault: Fault): void;
  /** Makes a function healthy; one that is healthy stays so. */
  remove(fn: string): void;
  list(): Readonly<Record<string, Fault>>;
  /** What happens to the next invocation of a function, in an environment that has had `served` before. */
  effect(fn: string, served: number): Effect;
}

/** No faults yet. `random` is for those without a seed. */
export function createFaults(random: () => number): Faults {
  const faults = new Map<string, { readonly fault: Fault; readonly random: () => number }>();
  return {
    put: (fn, fault) => {
      const seed = 'seed' in fault ? fault.seed : undefined;
      faults.set(fn, { fault, random: seed === undefined ? random : seeded(seed) });
    },
    remove: (fn) => void faults.delete(fn),
    list: () =>
      Object.fromEntries(
        [...faults].map(([fn, { fault }]) => [fn, fault] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    effect: (fn, served) => {
      const found = faults.get(fn);
      return found ? effectOf(found.fault, served, found.random) : NO_EFFECT;
    },
  };
}
