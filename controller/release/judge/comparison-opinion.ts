// A comparison as an opinion: the numbers of both colors, what they say, and how sure that is. Pure.
import { compared, PASS_ERROR } from './comparison';
import type { Comparison, Terms } from './comparison';
import type { Opinion } from './opinion';
import { total } from './sample';
import type { Block } from './sample';
import { odds, rateOf } from './format';

/** What the candidate's hits are called, and from how many requests of each color on they are compared. */
export interface Wording {
  readonly word: string;
  readonly minRequests: number;
}

/**
 * Fails when the candidate is worse, passes when it surely is not by more than the tolerance, and is inconclusive in
 * between; undefined when there is too little of the stable color to compare with, as after a shift to 100 % at once.
 */
export function versus(blocks: readonly Block[], terms: Terms, { word, minRequests }: Wording): Opinion | undefined {
  const { stable, candidate } = total(blocks);
  const comparison = compared(blocks, terms);
  if (comparison.kind === 'open' && stable.count < minRequests) return undefined;
  const numbers = `${rateOf(candidate, word)} against ${rateOf(stable)}`;
  return opinionOf(comparison, numbers, terms);
}

function opinionOf(comparison: Comparison, numbers: string, { tolerance, falseAlarm }: Terms): Opinion {
  const points = pointsOf(tolerance);
  const worse = `evidence ${odds(comparison.logWorse)} (needs ${odds(-Math.log(falseAlarm))})`;
  const within = `evidence ${odds(comparison.logWithin)} (needs ${odds(-Math.log(PASS_ERROR))})`;
  switch (comparison.kind) {
    case 'worse':
      return { kind: 'fail', reason: `${numbers}: worse, ${worse}` };
    case 'within':
      return { kind: 'pass', reason: `${numbers}: not worse by ${points}, ${within}` };
    case 'open':
      return {
        kind: 'inconclusive',
        reason: `${numbers}: worse? ${worse}; not worse by ${points}? ${within}`,
      };
  }
}

function pointsOf(tolerance: number): string {
  const points = Number((tolerance * 100).toPrecision(6));
  return points === 1 ? '1 point' : `${points} points`;
}
