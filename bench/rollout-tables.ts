// Tables about whole rollouts: how they ended, in percent.
import type { Scene, Tally } from './rollout-row';
import type { Sheet } from './table';

/** More columns, each after those of how the rollouts ended. */
export interface MoreColumns {
  readonly seed: number;
  readonly more: Readonly<Record<string, (tally: Tally, index: number) => string>>;
}

/** One row for each scene. */
export function tableOf(
  title: string,
  scenes: readonly Scene[],
  tallies: readonly Tally[],
  { seed, more }: MoreColumns,
): Sheet {
  return {
    title: `${title} (seed ${seed})`,
    columns: ['', 'rolled back', 'of all: at 100 %', 'paused', 'settled', 'median', 'runs', ...Object.keys(more)],
    rows: tallies.map((tally, index) => [
      scenes[index]?.name ?? '',
      ...(['rolled-back', 'rolledBackLast', 'paused', 'settled'] as const).map((outcome) =>
        formatShare(tally[outcome], tally.runs),
      ),
      `${tally.minutes} minutes`,
      tally.runs.toLocaleString('en-US'),
      ...Object.values(more).map((cell) => cell(tally, index)),
    ]),
  };
}

/** A part of some runs, in percent; as many digits as the runs can tell. */
export const formatShare = (count: number, runs: number): string =>
  `${((count / runs) * 100).toFixed(runs >= 10_000 ? 2 : 1)} %`;
