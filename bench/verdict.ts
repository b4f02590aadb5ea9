// The verdict of rollouts: how often it is wrong, how long it takes, and what it costs. Simulated, with fixed seeds.
import { detectionFigures } from './detection';
import { rolloutFigures } from './rollout-figures';
import type { Sheet } from './table';
import { watchFigures } from './watch';

/** Rollouts of a row; some rows have fewer, and say so. */
const ROLLOUTS = 10_000;
/** Runs of a comparison with other ways to tell. */
const STREAMS = 2000;

/** Everything about the verdict. */
export async function verdictFigures(): Promise<Sheet[]> {
  return [...(await rolloutFigures(ROLLOUTS)), ...detectionFigures(STREAMS), ...(await watchFigures())];
}
