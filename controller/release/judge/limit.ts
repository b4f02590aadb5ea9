// A limit on the candidate's rate, independent of the stable color. Pure.
import { computeLogEvidence } from './e-variables';
import { atMost } from './hypothesis';
import type { Opinion } from './opinion';
import type { Block, Sample } from './sample';
import { sumBlocks } from './sample';
import { formatOdds, formatPercent, formatRate } from './format';

/** With this many times `min_requests`, a rate above the limit needs no further proof. */
const ENOUGH_REQUESTS = 20;

/** A limit, and what it takes to prove that it is exceeded. */
export interface Limit {
  /** Between 0 and 1. */
  readonly max: number;
  readonly minRequests: number;
  /** Probability that a candidate that was always within the limit ever fails, as long as proof is needed. */
  readonly falseAlarm: number;
  /** What the hits are, such as "failed". */
  readonly word: string;
}

/**
 * Fails when the rate is proven to be above the limit, now or over the whole time, or when it is above the limit over the
 * whole time with many requests. Holds when it is above the limit with too few requests to be sure; passes otherwise.
 */
export function checkLimit(blocks: readonly Block[], limit: Limit): Opinion {
  const { candidate } = sumBlocks(blocks);
  const log = computeLogAbove(blocks, limit.max);
  const result = compareWithLimit(candidate, log, limit);
  const rate = formatRate(candidate, limit.word);
  const max = `the limit of ${formatPercent(limit.max)}`;
  const proof = `evidence ${formatOdds(log)} (needs ${formatOdds(-Math.log(limit.falseAlarm))})`;
  switch (result) {
    case 'proven':
      return { kind: 'fail', reason: `${rate}: above ${max}, ${proof}` };
    case 'above':
      return { kind: 'fail', reason: `${rate}: above ${max}` };
    case 'unsure':
      return { kind: 'hold', reason: `${rate}: above ${max}, too few requests to be sure, ${proof}` };
    case 'within':
      return { kind: 'pass', reason: `${rate}: within ${max}` };
  }
}

/** Compares all requests of the candidate with a limit; `log` is the logarithm of the evidence that its rate is above. */
export function compareWithLimit(
  { count, hits }: Sample,
  log: number,
  { max, minRequests, falseAlarm }: Limit,
): 'proven' | 'above' | 'unsure' | 'within' {
  if (log >= -Math.log(falseAlarm)) return 'proven';
  if (hits <= max * count) return 'within';
  return count >= ENOUGH_REQUESTS * minRequests ? 'above' : 'unsure';
}

/** With a limit of 0 one hit is proof; nothing exceeds 100 %. */
function computeLogAbove(blocks: readonly Block[], max: number): number {
  if (max <= 0) return sumBlocks(blocks).candidate.hits > 0 ? Infinity : 0;
  return max >= 1 ? 0 : computeLogEvidence(atMost(max), blocks);
}
