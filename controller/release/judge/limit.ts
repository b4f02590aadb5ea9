// A limit on a rate, whatever the stable color does. Pure.
import { logEvidence } from './evidence';
import { atMost } from './hypothesis';
import type { Opinion } from './opinion';
import type { Block } from './sample';
import { total } from './sample';
import { odds, percent, rateOf } from './words';

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
export function limited(blocks: readonly Block[], { max, minRequests, falseAlarm, word }: Limit): Opinion {
  const { candidate } = total(blocks);
  const seen = rateOf(candidate, word);
  const log = logAbove(blocks, max);
  const needs = -Math.log(falseAlarm);
  const proof = `evidence ${odds(log)} (needs ${odds(needs)})`;
  if (log >= needs) return { kind: 'fail', reason: `${seen}: above the limit of ${percent(max)}, ${proof}` };
  if (candidate.hits <= max * candidate.count) {
    return { kind: 'pass', reason: `${seen}: within the limit of ${percent(max)}` };
  }
  const enough = candidate.count >= TAKEN_AT_ITS_WORD * minRequests;
  return enough
    ? { kind: 'fail', reason: `${seen}: above the limit of ${percent(max)}` }
    : { kind: 'hold', reason: `${seen}: above the limit of ${percent(max)}, on too few to be sure, ${proof}` };
}

/** Against a limit of 0 one hit is proof; nothing is above 100 %. */
function logAbove(blocks: readonly Block[], max: number): number {
  if (max <= 0) return total(blocks).candidate.hits > 0 ? Infinity : 0;
  return max >= 1 ? 0 : logEvidence(atMost(max), blocks);
}
