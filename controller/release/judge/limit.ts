// A limit on the candidate's rate. Pure.
import { computeLogEvidence } from './e-variables';
import { atMost } from './hypothesis';
import { worstOpinion } from './opinion';
import type { Opinion } from './opinion';
import type { Block, Sample } from './sample';
import { sumBlocks } from './sample';
import { formatOdds, formatPercent, formatRate } from './format';
import type { Blocks } from './view';

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
 * Fails when the rate is proven to be above the limit, now or over the whole time, or when it is above the limit with many requests,
 * over the whole time or since the shift to the present weight. Holds when it is above the limit with too few requests to be sure;
 * passes otherwise. Pauses instead of failing where the stable color breaks the limit as well: going back could not help.
 */
export function checkLimit({ all, present }: Blocks, limit: Limit): Opinion {
  const stable = findShared(all, limit);
  return worstOpinion(checkBlocks(all, limit, stable), checkBlocks(present, limit, stable));
}

/**
 * What the stable color did in the intervals in which the candidate was above the limit; undefined where it was not above it itself. Over
 * the whole time a short outage would be lost among its many requests.
 */
function findShared(blocks: readonly Block[], { max, minRequests }: Limit): Sample | undefined {
  const { stable } = sumBlocks(blocks.filter(({ candidate: { count, hits } }) => hits > max * count));
  return stable.count >= minRequests && stable.hits > max * stable.count ? stable : undefined;
}

/** `stable`: what the stable color did at the same time, where it breaks the limit as well. */
function checkBlocks(blocks: readonly Block[], limit: Limit, stable: Sample | undefined): Opinion {
  const { candidate } = sumBlocks(blocks);
  const log = computeLogAbove(blocks, limit.max);
  const result = compareWithLimit(candidate, log, limit);
  const rate = formatRate(candidate, limit.word);
  const lately = candidate.hits <= limit.max * candidate.count ? 'lately ' : '';
  const max = `the limit of ${formatPercent(limit.max)}`;
  const proof = `evidence ${formatOdds(log)} (needs ${formatOdds(-Math.log(limit.falseAlarm))})`;
  switch (result) {
    case 'proven':
    case 'above':
      return stable
        ? {
            kind: 'pause',
            reason: `${rate}: ${lately}above ${max}, as is the stable color with ${formatRate(stable)} at the same time, so that going back would not help`,
          }
        : { kind: 'fail', reason: `${rate}: ${lately}above ${max}${result === 'proven' ? `, ${proof}` : ''}` };
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
