// A comparison as an opinion: the numbers of both colors, the result, and its evidence. Pure.
import { chooseAgainst, compareRates, logNeeded, PASS_ERROR, tolerated } from './comparison';
import type { Comparison, Terms, Tolerance } from './comparison';
import type { ComparedNumbers } from '../rollout/types';
import type { Opinion } from './opinion';
import { sumBlocks } from './sample';
import { formatCount, formatOdds, formatRate } from './format';
import type { Blocks } from './view';

/** What the candidate's hits are called, and how many requests of each color a comparison needs. */
export interface Wording {
  readonly word: string;
  readonly minRequests: number;
}

/**
 * Fails when the candidate is worse, passes when it is surely not worse by the tolerance, and is inconclusive in between, and where the
 * stable color never had enough requests to compare with.
 */
export function compareColors(blocks: Blocks, terms: Terms, { word, minRequests }: Wording): Opinion {
  const against = chooseAgainst(blocks, minRequests);
  if (!against) {
    const reason = `the stable color had ${formatCount(blocks.record.count)} requests, of the ${formatCount(minRequests)} needed to compare with`;
    return { kind: 'inconclusive', reason };
  }
  const comparison = compareRates(blocks, terms, against);
  const used = sumBlocks(comparison.kind === 'worse' ? blocks.all : blocks.present);
  const other = against === 'stable' ? formatRate(used.stable) : `${formatRate(blocks.record)} so far`;
  const opinion = toOpinion(comparison, `${formatRate(used.candidate, word)} against ${other}`, terms);
  const from = blocks.from?.[comparison.kind === 'worse' ? 'all' : 'present'];
  return from === undefined ? opinion : { ...opinion, compared: toNumbers(comparison, terms, blocks, from) };
}

/** The numbers that decide: everything for a candidate that is worse, otherwise those of the present weight. */
function toNumbers(
  { kind, against, logWorse, logWithin }: Comparison,
  terms: Terms,
  blocks: Blocks,
  since: string,
): ComparedNumbers {
  const some = kind === 'worse' ? blocks.all : blocks.present;
  const used = sumBlocks(some);
  return {
    against,
    stable: against === 'stable' ? used.stable : blocks.record,
    candidate: used.candidate,
    since,
    intervals: some.length,
    tolerated: Number(tolerated(against === 'stable' ? used.stable : blocks.record, terms).toPrecision(3)),
    worse: { odds: toOdds(logWorse), needed: toOdds(logNeeded(terms)) },
    notWorse: { odds: toOdds(logWithin), needed: Math.round(1 / PASS_ERROR) },
  };
}

/** With three digits; more than a billion is a billion, so that JSON can hold it. */
const toOdds = (log: number): number => Number(Math.min(1e9, Math.exp(log)).toPrecision(3));

function toOpinion(comparison: Comparison, numbers: string, terms: Terms): Opinion {
  const tolerance = formatTolerance(terms);
  const worse = `evidence ${formatOdds(comparison.logWorse)} (needs ${formatOdds(logNeeded(terms))})`;
  const within = `evidence ${formatOdds(comparison.logWithin)} (needs ${formatOdds(-Math.log(PASS_ERROR))})`;
  switch (comparison.kind) {
    case 'worse':
      return { kind: 'fail', reason: `${numbers}: worse, ${worse}` };
    case 'within':
      return { kind: 'pass', reason: `${numbers}: not worse by ${tolerance}, ${within}` };
    case 'undecided':
      return {
        kind: 'inconclusive',
        reason: `${numbers}: worse? ${worse}; not worse by ${tolerance}? ${within}`,
      };
  }
}

/** Such as "0.1 points or 50 %". */
function formatTolerance({ gap, ratio }: Tolerance): string {
  const points = Number((gap * 100).toPrecision(6));
  const inPoints = points === 1 ? '1 point' : `${points} points`;
  return ratio === 0 ? inPoints : `${inPoints} or ${Number((ratio * 100).toPrecision(6))} %`;
}
