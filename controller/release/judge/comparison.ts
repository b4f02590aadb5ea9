// Compares the candidate with the stable color after every interval, without losing the guarantee. Pure.
import { logEvidence } from './e-variables';
import { NO_WORSE, worseBy } from './hypothesis';
import type { Block } from './sample';

/** Chance that a candidate that is worse by the whole tolerance is ever said to be within it. */
export const PASS_ERROR = 0.05;
/** What is above is thrown away, so that a candidate that turns bad loses its pass soon. */
export const PASS_CAP = Math.log(1000);

/** What the comparison says, with the logarithms of the evidence for it. */
export interface Comparison {
  readonly kind: 'worse' | 'within' | 'open';
  readonly logWorse: number;
  readonly logWithin: number;
}

/** How sure the comparison has to be. */
export interface Terms {
  /** By how much the candidate's rate may be above the stable color's; 0 to 1. */
  readonly tolerance: number;
  /** Chance that a candidate that is no worse is ever said to be. */
  readonly falseAlarm: number;
}

/** Compares the rates of hits. A candidate that is surely within the tolerance is not worse, be it a little. */
export function compared(blocks: readonly Block[], terms: Terms): Comparison {
  const logWorse = logEvidence(NO_WORSE, blocks);
  const logWithin = logEvidence(worseBy(Math.min(terms.tolerance, 0.99)), blocks, PASS_CAP);
  return { kind: decided(logWorse, logWithin, terms), logWorse, logWithin };
}

/** What two evidences say together. */
export function decided(logWorse: number, logWithin: number, { falseAlarm }: Terms): Comparison['kind'] {
  if (logWithin >= -Math.log(PASS_ERROR)) return 'within';
  return logWorse >= -Math.log(falseAlarm) ? 'worse' : 'open';
}
