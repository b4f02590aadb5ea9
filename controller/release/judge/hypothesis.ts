// What is tested: a null hypothesis, as the alternatives that bet against it and the way to what is nearest to each. Pure.
import { nearestEqual, nearestWorse } from './projection';
import type { Rates } from './sample';

/** A convex null hypothesis. `nearest` is the pair of rates under it that explains an alternative's blocks best. */
export interface Hypothesis {
  readonly alternatives: readonly Rates[];
  readonly nearest: (alternative: Rates, stableCount: number, candidateCount: number) => Rates;
}

const RATES = [0.0001, 0.001, 0.01, 0.05, 0.2];
const ODDS = [1.6, 2.5, 5, 15, 60];

/** "The candidate's rate is at most the stable color's": evidence against it says that the candidate is worse. */
export const NO_WORSE: Hypothesis = {
  alternatives: RATES.flatMap((stable) => ODDS.map((odds) => ({ stable, candidate: raised(stable, odds) }))),
  nearest: nearestEqual,
};

/** "The candidate's rate is above the stable color's by `gap` or more": evidence against it says that it is not. */
export function worseBy(gap: number): Hypothesis {
  const alternatives = [...RATES, 0.5].flatMap((stable) =>
    [stable, stable / 4, stable + gap / 2].map((candidate) => ({ stable, candidate: Math.min(candidate, 0.99) })),
  );
  return {
    alternatives: alternatives.filter(({ stable, candidate }) => candidate < stable + gap),
    nearest: (alternative, stableCount, candidateCount) => nearestWorse(alternative, gap, stableCount, candidateCount),
  };
}

/** "The candidate's rate is at most `limit`", whatever the stable color does. The limit is above 0 and below 1. */
export const atMost = (limit: number): Hypothesis => ({
  alternatives: ODDS.map((odds) => ({ stable: 0.5, candidate: raised(limit, odds) })),
  nearest: ({ stable }) => ({ stable, candidate: limit }),
});

function raised(rate: number, odds: number): number {
  const raisedOdds = (rate / (1 - rate)) * odds;
  return raisedOdds / (1 + raisedOdds);
}
