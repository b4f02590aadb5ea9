// The null hypotheses that are tested: for each, its alternatives and their projection onto it. Pure.
import { projectOnEqual, projectOnRatio, projectOnWorse } from './projection';
import type { Rates } from './sample';

/** A convex null hypothesis. `project` gives the pair of rates in it that explains an alternative's blocks best. */
export interface Hypothesis {
  readonly alternatives: readonly Rates[];
  readonly project: (alternative: Rates, stableCount: number, candidateCount: number) => Rates;
}

const RATES = [0.0001, 0.001, 0.01, 0.05, 0.2];
const ODDS = [1.25, 1.6, 2.5, 5, 15, 60];

/** "The candidate's rate is at most the stable color's": evidence against it is evidence that the candidate is worse. */
export const NOT_WORSE: Hypothesis = {
  alternatives: RATES.flatMap((stable) => ODDS.map((odds) => ({ stable, candidate: multiplyOdds(stable, odds) }))),
  project: projectOnEqual,
};

/** A hypothesis for each number, made once, so that what was computed for it is found again. */
function kept(make: (value: number) => Hypothesis): (value: number) => Hypothesis {
  const made = new Map<number, Hypothesis>();
  return (value) => {
    const hypothesis = made.get(value) ?? make(value);
    made.set(value, hypothesis);
    return hypothesis;
  };
}

/** "The candidate's rate is above the stable color's by `gap` or more": evidence against it is evidence for a pass. */
export const worseByAtLeast = kept((gap: number): Hypothesis => {
  const alternatives = [...RATES, 0.5].flatMap((stable) =>
    [stable, stable / 4, stable + gap / 2].map((candidate) => ({ stable, candidate: Math.min(candidate, 0.99) })),
  );
  return {
    alternatives: alternatives.filter(({ stable, candidate }) => candidate < stable + gap),
    project: (alternative, stableCount, candidateCount) =>
      projectOnWorse(alternative, gap, stableCount, candidateCount),
  };
});

/** "The candidate's rate is above the stable color's by the part `ratio` of it or more", such as 0.5 for half: evidence for a pass. */
export const worseByRatio = kept((ratio: number): Hypothesis => ({
  alternatives: [...RATES, 0.5].flatMap((stable) =>
    [1, 1 / 4, 1 + ratio / 2].map((part) => ({ stable, candidate: Math.min(stable * part, 0.99) })),
  ),
  project: (alternative, stableCount, candidateCount) =>
    projectOnRatio(alternative, ratio, stableCount, candidateCount),
}));

/** "The candidate's rate is at least `limit`", independent of the stable color: evidence for a pass. The limit is above 0 and below 1. */
export const atLeast = (limit: number): Hypothesis => ({
  alternatives: ODDS.map((odds) => ({ stable: 0.5, candidate: multiplyOdds(limit, 1 / odds) })),
  project: ({ stable }) => ({ stable, candidate: limit }),
});

/** "The candidate's rate is at most `limit`", independent of the stable color. The limit is above 0 and below 1. */
export const atMost = (limit: number): Hypothesis => ({
  alternatives: ODDS.map((odds) => ({ stable: 0.5, candidate: multiplyOdds(limit, odds) })),
  project: ({ stable }) => ({ stable, candidate: limit }),
});

function multiplyOdds(rate: number, odds: number): number {
  const raisedOdds = (rate / (1 - rate)) * odds;
  return raisedOdds / (1 + raisedOdds);
}
