// The fault of each function. In memory: after a restart of the sandbox no function has a fault.
import { NO_EFFECT, effectOf } from './model';
import type { Effect, Fault } from './model';
import { seededRandom } from './random';

/** The faults of a sandbox's functions, at most one each. */
export interface Faults {
  /** Sets the fault of a function and restarts its random numbers. */
  put(fn: string, fault: Fault): void;
  /** Removes the fault of a function, if it has one. */
  remove(fn: string): void;
  list(): Readonly<Record<string, Fault>>;
  /** What happens to the next invocation of a function, in an environment that has served `served` invocations before. */
  effect(fn: string, served: number): Effect;
}

/** Starts without faults. `random` is for faults without a seed. */
export function createFaults(random: () => number): Faults {
  const faults = new Map<string, { readonly fault: Fault; readonly random: () => number }>();
  return {
    put: (fn, fault) => {
      const seed = 'seed' in fault ? fault.seed : undefined;
      faults.set(fn, { fault, random: seed === undefined ? random : seededRandom(seed) });
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
