// The two tables about whole rollouts.
import { falsePasses, SCENES as WORSE } from './false-passes';
import { falseRollbacks, SCENES as ALIKE } from './false-rollbacks';
import { simulateRows } from './spread';
import type { Sheet } from './table';

const SEED = 20_261_127;

/** Simulates both tables, with so many rollouts a row. */
export async function rolloutFigures(runs: number): Promise<Sheet[]> {
  const common = { runs, seed: SEED };
  const tallies = await simulateRows([
    ...ALIKE.map((_, index) => ({ table: 'false-rollbacks' as const, index, ...common })),
    ...WORSE.map((_, index) => ({ table: 'false-passes' as const, index, ...common })),
  ]);
  return [falseRollbacks(tallies.slice(0, ALIKE.length), SEED), falsePasses(tallies.slice(ALIKE.length), SEED)];
}
