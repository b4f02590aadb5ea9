// An e-process over a mixture of alternatives that may take turns: evidence that may be looked at after every block. Pure.

/** The part of the mixture that bets on nothing, so that a long quiet time costs a constant and not everything. */
const CASH = 0.3;
/** The part of the evidence that is dealt out afresh every minute, so that a change that comes late is seen. */
const SHARE = 0.01;

/** What happened in one block: per alternative, the logarithm of its e-variable, of mean 1 at most under the null. */
export interface Growth {
  readonly minutes: number;
  readonly logRatios: Float64Array;
}

/** Evidence against a null hypothesis so far. Under it, the mean of `exp(logEvidence)` is at most 1 at every time. */
export interface Wealth {
  readonly logEvidence: number;
  /** How the evidence is spread: first the part that bets on nothing, then one per alternative; they add up to 1. */
  readonly parts: Float64Array;
}

/** No evidence yet, for so many alternatives. */
export const noEvidence = (alternatives: number): Wealth => ({
  logEvidence: 0,
  parts: Float64Array.from({ length: alternatives + 1 }, (_, j) => priorOf(j, alternatives)),
});

/**
 * The evidence after one more block. What is above the logarithm `cap` is thrown away, which never makes the mean larger.
 * Dealing out is the "fixed share" of Herbster and Warmuth, "Tracking the Best Expert" (1998).
 */
export function grown({ logEvidence, parts }: Wealth, { minutes, logRatios }: Growth, cap = Infinity): Wealth {
  const kept = (1 - SHARE) ** minutes;
  const highest = highestOf(logRatios);
  const next = new Float64Array(parts.length);
  let sum = 0;
  for (let j = 0; j < next.length; j++) {
    const dealt = kept * (parts[j] ?? 0) + (1 - kept) * priorOf(j, logRatios.length);
    const grownPart = dealt * Math.exp((j === 0 ? 0 : (logRatios[j - 1] ?? 0)) - highest);
    next[j] = grownPart;
    sum += grownPart;
  }
  for (let j = 0; j < next.length; j++) next[j] = (next[j] ?? 0) / sum;
  return { logEvidence: Math.min(cap, logEvidence + highest + Math.log(sum)), parts: next };
}

/** The highest logarithm, of which 0 is one: the part that bets on nothing neither wins nor loses. */
function highestOf(logRatios: Float64Array): number {
  let highest = 0;
  for (let j = 0; j < logRatios.length; j++) highest = Math.max(highest, logRatios[j] ?? 0);
  return highest;
}

const priorOf = (index: number, alternatives: number): number => (index === 0 ? CASH : (1 - CASH) / alternatives);
