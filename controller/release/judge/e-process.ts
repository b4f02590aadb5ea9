// An e-process over a mixture of alternatives that may change over time: evidence that may be read after every block. Pure.

/** Prior mass on the constant bet, so that quiet periods cost at most log(1/0.3). */
const CONSTANT_BET = 0.3;
/** Part of the evidence that is redistributed by the prior every minute, so that a late change is detected. */
const SHARE_PER_MINUTE = 0.01;

/** One block: for each alternative the logarithm of its e-variable, whose mean is at most 1 under the null. */
export interface BlockRatios {
  readonly minutes: number;
  readonly logRatios: Float64Array;
}

/** Evidence against a null hypothesis so far. Under it, the mean of `exp(logEvidence)` is at most 1 at every time. */
export interface EProcess {
  readonly logEvidence: number;
  /** How the evidence is distributed: first the constant bet, then one weight for each alternative; they add up to 1. */
  readonly weights: Float64Array;
}

/** No evidence yet. */
export const startEProcess = (alternatives: number): EProcess => ({
  logEvidence: 0,
  weights: Float64Array.from({ length: alternatives + 1 }, (_, j) => priorMass(j, alternatives)),
});

/** Bounds on the evidence, as logarithms. Neither makes its mean larger. */
export interface Bounds {
  /** The most that the evidence may be. */
  readonly cap?: number;
  /** The most that one block may add. */
  readonly clip?: number;
}

/**
 * The evidence after one more block. The redistribution is the "fixed share" of Herbster and Warmuth, "Tracking the
 * Best Expert" (1998).
 */
export function updateEProcess(
  { logEvidence, weights }: EProcess,
  { minutes, logRatios }: BlockRatios,
  { cap = Infinity, clip = Infinity }: Bounds = {},
): EProcess {
  const kept = (1 - SHARE_PER_MINUTE) ** minutes;
  const highest = findHighest(logRatios);
  const next = new Float64Array(weights.length);
  let sum = 0;
  for (let j = 0; j < next.length; j++) {
    const shared = kept * (weights[j] ?? 0) + (1 - kept) * priorMass(j, logRatios.length);
    const grown = shared * Math.exp((j === 0 ? 0 : (logRatios[j - 1] ?? 0)) - highest);
    next[j] = grown;
    sum += grown;
  }
  for (let j = 0; j < next.length; j++) next[j] = (next[j] ?? 0) / sum;
  return { logEvidence: Math.min(cap, logEvidence + Math.min(clip, highest + Math.log(sum))), weights: next };
}

/** The highest logarithm, counting the 0 of the constant bet. */
function findHighest(logRatios: Float64Array): number {
  let highest = 0;
  for (let j = 0; j < logRatios.length; j++) highest = Math.max(highest, logRatios[j] ?? 0);
  return highest;
}

const priorMass = (index: number, alternatives: number): number =>
  index === 0 ? CONSTANT_BET : (1 - CONSTANT_BET) / alternatives;
