// A comparison as an opinion: the numbers of both colors, the result, and its evidence. Pure.
import { compareRates, PASS_ERROR } from './comparison';
import type { Comparison, Terms } from './comparison';
import type { Opinion } from './opinion';
import { sumBlocks } from './sample';
import type { Block } from './sample';
import { formatOdds, formatRate } from './format';

/** What the candidate's hits are called, and how many requests of each color a comparison needs. */
export interface Wording {
  readonly word: string;
  readonly minRequests: number;
}

/**
 * Fails when the candidate is worse, passes when it is surely not worse by the tolerance, and is inconclusive in between;
 * undefined when the stable color has too few requests to compare with, as after a shift to 100 % at once.
 */
export function compareColors(
  blocks: readonly Block[],
  terms: Terms,
  { word, minRequests }: Wording,
): Opinion | undefined {
  const { stable, candidate } = sumBlocks(blocks);
  const comparison = compareRates(blocks, terms);
  if (comparison.kind === 'undecided' && stable.count < minRequests) return undefined;
  const numbers = `${formatRate(candidate, word)} against ${formatRate(stable)}`;
  return toOpinion(comparison, numbers, terms);
}

function toOpinion(comparison: Comparison, numbers: string, { tolerance, falseAlarm }: Terms): Opinion {
  const points = formatPoints(tolerance);
  const worse = `evidence ${formatOdds(comparison.logWorse)} (needs ${formatOdds(-Math.log(falseAlarm))})`;
  const within = `evidence ${formatOdds(comparison.logWithin)} (needs ${formatOdds(-Math.log(PASS_ERROR))})`;
  switch (comparison.kind) {
    case 'worse':
      return { kind: 'fail', reason: `${numbers}: worse, ${worse}` };
    case 'within':
      return { kind: 'pass', reason: `${numbers}: not worse by ${points}, ${within}` };
    case 'undecided':
      return {
        kind: 'inconclusive',
        reason: `${numbers}: worse? ${worse}; not worse by ${points}? ${within}`,
      };
  }
}

function formatPoints(tolerance: number): string {
  const points = Number((tolerance * 100).toPrecision(6));
  return points === 1 ? '1 point' : `${points} points`;
}
