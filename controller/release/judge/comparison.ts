// Compares the candidate with the stable color. May be repeated after every interval without losing the guarantee. Pure.
import { upperBound } from './bound';
import { computeLogEvidence } from './e-variables';
import { atLeast, atMost, NOT_WORSE, worseByAtLeast, worseByRatio } from './hypothesis';
import { sumBlocks } from './sample';
import type { Block, Sample } from './sample';
import type { Blocks } from './view';

/** Probability that a candidate that is worse by the whole tolerance ever passes at one weight. */
export const PASS_ERROR = 0.05;
/** Evidence for a pass is capped here, so that a candidate that turns bad soon loses its pass. */
export const PASS_CAP = Math.log(1000);
/** How many intervals it takes at least until the evidence is enough to roll back. */
const INTERVALS_AT_LEAST = 3;
/** The part of the false alarms of a comparison with the record that the bound on the stable color's rate may use. */
const BOUND_SHARE = 0.5;

/** What the candidate is compared with: what the stable color does at the same time, or all that it did so far. */
export type Against = 'stable' | 'record';

/** The result of a comparison, with the logarithms of the evidence for it. */
export interface Comparison {
  readonly kind: 'worse' | 'within' | 'undecided';
  readonly against: Against;
  readonly logWorse: number;
  readonly logWithin: number;
}

/** By how much the candidate's rate may exceed the stable color's: the larger of a gap, 0 to 1, and a part of that rate. */
export interface Tolerance {
  readonly gap: number;
  readonly ratio: number;
}

/** The terms of a comparison. */
export interface Terms extends Tolerance {
  /** Probability that a candidate that is not worse ever fails by one of the two tests. */
  readonly falseAlarm: number;
}

/** The logarithm of the evidence that a test needs to roll back. */
export const logNeeded = ({ falseAlarm }: Pick<Terms, 'falseAlarm'>): number => -Math.log(falseAlarm);

/** The most that one interval may add to it, so that one bad minute never rolls back. */
export const clipOf = (terms: Pick<Terms, 'falseAlarm'>): number => logNeeded(terms) / INTERVALS_AT_LEAST;

/**
 * Compares the rates of hits. Whether the candidate is worse is judged by everything since the first shift, and where the stable color
 * gets next to nothing any more, also by the highest rate that its record allows; whether it is not worse only by what came after the
 * shift to the present weight. A candidate that is surely within the tolerance is not worse, even if its rate is a little higher.
 */
export function compareRates(blocks: Blocks, terms: Terms, against: Against): Comparison {
  const logWorse = computeLogWorse(blocks, terms, against);
  const logWithin =
    against === 'stable'
      ? computeLogWithin(blocks.present, terms)
      : computeLogWithinRecord(blocks.present, blocks.record, terms);
  return { kind: decideComparison(logWorse, logWithin, terms), against, logWorse, logWithin };
}

/** The logarithm of the evidence that the candidate is worse. */
export function computeLogWorse(blocks: Blocks, terms: Terms, against: Against): number {
  const together = computeLogEvidence(NOT_WORSE, blocks.all, { clip: clipOf(terms) });
  return against === 'stable' ? together : Math.max(together, computeLogWorseThanRecord(blocks, terms));
}

/** The result that follows from both values of evidence. */
export function decideComparison(logWorse: number, logWithin: number, terms: Terms): Comparison['kind'] {
  if (logWithin >= -Math.log(PASS_ERROR)) return 'within';
  return logWorse >= logNeeded(terms) ? 'worse' : 'undecided';
}

/**
 * A record is of another time, in which the same code may fail a little less or more: worse is what exceeds it by the tolerance. Half of
 * the false alarms are kept for a record that is lower than the stable color's rate by chance.
 */
function computeLogWorseThanRecord({ present, record }: Blocks, terms: Terms): number {
  const limit = Math.max(upperBound(record, terms.falseAlarm * BOUND_SHARE), tolerated(record, terms));
  if (limit >= 1) return 0;
  return computeLogEvidence(atMost(limit), present, { clip: clipOf(terms) }) + Math.log(1 - BOUND_SHARE);
}

/** The rate up to which a candidate is as good as a sample of the stable color. */
export function tolerated({ count, hits }: Sample, { gap, ratio }: Tolerance): number {
  const rate = count > 0 ? hits / count : 0;
  return rate + Math.max(gap, ratio * rate);
}

/**
 * Evidence against "worse by the larger of both tolerances" is evidence against "worse by the gap" and against "worse by the ratio"
 * alone, so that their mean is evidence too.
 */
function computeLogWithin(blocks: readonly Block[], { gap, ratio }: Tolerance): number {
  const byGap = computeLogEvidence(worseByAtLeast(Math.min(gap, 0.99)), blocks, { cap: PASS_CAP });
  if (ratio === 0) return byGap;
  return logMean(byGap, computeLogEvidence(worseByRatio(ratio), blocks, { cap: PASS_CAP }));
}

/** The record is taken as the stable color's rate: it has many more requests than the candidate needs. */
function computeLogWithinRecord(blocks: readonly Block[], record: Sample, tolerance: Tolerance): number {
  const limit = tolerated(record, tolerance);
  if (limit >= 1) return -Infinity;
  return computeLogEvidence(atLeast(limit), blocks, { cap: PASS_CAP });
}

/** The logarithm of the mean of two values of evidence, from their logarithms. */
export const logMean = (a: number, b: number): number =>
  Math.max(a, b) + Math.log((1 + Math.exp(-Math.abs(a - b))) / 2);

/** What to compare with: the record where the stable color has too few requests at the present weight; undefined where that is too short too. */
export function chooseAgainst({ present, record }: Blocks, minRequests: number): Against | undefined {
  if (sumBlocks(present).stable.count >= minRequests) return 'stable';
  return record.count >= minRequests ? 'record' : undefined;
}
