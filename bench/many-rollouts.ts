// Many rollouts of one kind, fast: only the evaluations that may decide are judged, which is checked for the first ones.
import { isDeepStrictEqual } from 'node:util';
import { createScreen } from './screen';
import { simulateRollout } from './whole-rollout';
import type { Ended, Simulation } from './whole-rollout';

/** How many rollouts there are, and how many of them are also judged at every evaluation, to compare. */
export interface Many {
  readonly runs: number;
  readonly checked: number;
}

/**
 * Runs rollouts; `make` makes each of them anew, with a random of its own.
 * @throws {Error} where one ends in another way when all of its evaluations are judged.
 */
export const simulateRollouts = (
  make: (run: number) => Omit<Simulation, 'screen'>,
  { runs, checked }: Many,
): readonly Ended[] =>
  Array.from({ length: runs }, (_, run) => {
    const simulation = make(run);
    const ended = simulateRollout({ ...simulation, screen: createScreen(simulation.metrics) });
    if (run < checked && !isDeepStrictEqual(ended, simulateRollout(make(run)))) {
      throw new Error(`rollout ${run} ends in another way when all of its evaluations are judged`);
    }
    return ended;
  });
