// Compares the candidate with the stable color. May be repeated after every interval without losing the guarantee. Pure.
import { computeLogEvidence } from './e-variables';
import { NOT_WORSE, worseByAtLeast } from './hypothesis';
import type { Block } from './sample';

/** Probability that a candidate that is worse by the whole tolerance ever passes. */
export const PASS_ERROR = 0.05;
/** Evidence for a pass is capped here, so that a candidate that turns bad soon loses its pass. */
export const PASS_CAP = Math.log(1000);

/** The result of a comparison, with the logarithms of the evidence for it. */
export interface Comparison {
  readonly kind: 'worse' | 'within' | 'undecided';
  readonly logWorse: number;
  readonly logWithin: number;
}

/** The terms of a comparison. */
export interface Terms {
  /** By how much the candidate's rate may exceed the stable color's; 0 to 1. */
  readonly tolerance: number;
  /** Probability that a candidate that is not worse ever fails. */
  readonly falseAlarm: number;
}

/** Compares the rates of hits. A candidate that is surely within the tolerance is not worse, even if its rate is a little higher. */
export function compareRates(blocks: readonly Block[], terms: Terms): Comparison {
  const logWorse = computeLogEvidence(NOT_WORSE, blocks);
  const logWithin = computeLogEvidence(worseByAtLeast(Math.min(terms.tolerance, 0.99)), blocks, PASS_CAP);
  return { kind: decideComparison(logWorse, logWithin, terms), logWorse, logWithin };
}

/** The result that follows from both values of evidence. */
export function decideComparison(logWorse: number, logWithin: number, { falseAlarm }: Terms): Comparison['kind'] {
  if (logWithin >= -Math.log(PASS_ERROR)) return 'within';
  return logWorse >= -Math.log(falseAlarm) ? 'worse' : 'undecided';
}
