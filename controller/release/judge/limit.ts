// A limit on a rate, whatever the stable color does. Pure.
import { logEvidence } from './e-variables';
import { atMost } from './hypothesis';
import type { Opinion } from './opinion';
import type { Block, Sample } from './sample';
import { total } from './sample';
import { odds, percent, rateOf } from './format';

/** With so many times `min_requests`, a rate above the limit needs no further proof. */
const TAKEN_AT_ITS_WORD = 20;

/** A limit, and what it takes to say that it is broken. */
export interface Limit {
  /** Between 0 and 1. */
  readonly max: number;
  readonly minRequests: number;
  /** Chance that a candidate that always kept within it is ever said to have broken it, as long as proof is needed. */
  readonly falseAlarm: number;
  /** What the hits are, such as "failed". */
  readonly word: string;
}

/**
 * Fails when it is proven that the rate is above the limit, now or over the whole time, or when it is above it over the
 * whole time on many requests. Holds when it is above it on too few to be sure, and passes otherwise.
 */
export function limited(blocks: readonly Block[], limit: Limit): Opinion {
  const { candidate } = total(blocks);
  const log = logAbove(blocks, limit.max);
  const stands = standing(candidate, log, limit);
  const seen = rateOf(candidate, limit.word);
  const max = `the limit of ${percent(limit.max)}`;
  const proof = `evidence ${odds(log)} (needs ${odds(-Math.log(limit.falseAlarm))})`;
  switch (stands) {
    case 'proven':
      return { kind: 'fail', reason: `${seen}: above ${max}, ${proof}` };
    case 'above':
      return { kind: 'fail', reason: `${seen}: above ${max}` };
    case 'unsure':
      return { kind: 'hold', reason: `${seen}: above ${max}, on too few to be sure, ${proof}` };
    case 'within':
      return { kind: 'pass', reason: `${seen}: within ${max}` };
  }
}

/** How all that was seen of the candidate stands to a limit, with the logarithm of the evidence that it is above. */
export function standing(
  { count, hits }: Sample,
  log: number,
  { max, minRequests, falseAlarm }: Limit,
): 'proven' | 'above' | 'unsure' | 'within' {
  if (log >= -Math.log(falseAlarm)) return 'proven';
  if (hits <= max * count) return 'within';
  return count >= TAKEN_AT_ITS_WORD * minRequests ? 'above' : 'unsure';
}

/** Against a limit of 0 one hit is proof; nothing is above 100 %. */
function logAbove(blocks: readonly Block[], max: number): number {
  if (max <= 0) return total(blocks).candidate.hits > 0 ? Infinity : 0;
  return max >= 1 ? 0 : logEvidence(atMost(max), blocks);
}
