// Simulated rollouts: requests of both colors by the minute, when the comparison fails, and when fixed alarms go off.
import { clipOf, decideComparison, logMean, PASS_CAP } from '../controller/release/judge/comparison';
import type { Terms } from '../controller/release/judge/comparison';
import { computeLogRatios, findTable } from '../controller/release/judge/e-variables';
import { atMost, NOT_WORSE, worseByAtLeast, worseByRatio } from '../controller/release/judge/hypothesis';
import type { Hypothesis } from '../controller/release/judge/hypothesis';
import { compareWithLimit } from '../controller/release/judge/limit';
import type { Limit } from '../controller/release/judge/limit';
import type { Block } from '../controller/release/judge/sample';
import { updateEProcess, startEProcess } from '../controller/release/judge/e-process';
import type { Bounds } from '../controller/release/judge/e-process';
import { createHitSampler } from './chance';
import type { Random } from './chance';

/** What both colors do in one minute of a scene: requests, and the rate of those that count against them. */
export interface Minute {
  readonly stable: { readonly count: number; readonly rate: number };
  readonly candidate: { readonly count: number; readonly rate: number };
}

/** Draws the hits of one minute. */
export type Draw = (random: Random) => Block;

/** Decides after each minute whether to roll back now. */
export type Watcher = (block: Block) => boolean;

/** Draws for every minute of a scene; equal minutes share their distribution. */
export function drawsOf(minutes: readonly Minute[]): readonly Draw[] {
  const known = new Map<string, Draw>();
  return minutes.map((minute) => {
    const key = JSON.stringify(minute);
    const draw = known.get(key) ?? drawOf(minute);
    known.set(key, draw);
    return draw;
  });
}

function drawOf({ stable, candidate }: Minute): Draw {
  const [ofStable, ofCandidate] = [
    createHitSampler(stable.count, stable.rate),
    createHitSampler(candidate.count, candidate.rate),
  ];
  return (random) => ({
    minutes: 1,
    stable: { count: stable.count, hits: ofStable(random) },
    candidate: { count: candidate.count, hits: ofCandidate(random) },
  });
}

/**
 * The comparison of the judgement, minute after minute. Each call starts a new rollout. Whether the candidate is within the
 * tolerance is only computed when it is worse, since only then does it matter.
 */
export function comparison(terms: Terms): () => Watcher {
  const worse = accumulateEvidence(NOT_WORSE, { clip: clipOf(terms) });
  const byGap = accumulateEvidence(worseByAtLeast(terms.gap), { cap: PASS_CAP });
  const byRatio = accumulateEvidence(worseByRatio(terms.ratio), { cap: PASS_CAP });
  return () => {
    const blocks: Block[] = [];
    const [addWorse, addGap, addRatio] = [worse(), byGap(), byRatio()];
    return (block) => {
      blocks.push(block);
      const logWorse = addWorse(block);
      if (decideComparison(logWorse, 0, terms) === 'undecided') return false;
      const logWithin = blocks.splice(0).reduce((_, one) => logMean(addGap(one), addRatio(one)), 0);
      return decideComparison(logWorse, logWithin, terms) === 'worse';
    };
  };
}

/** The limit of the judgement on the candidate's rate, from `minRequests` on. Each call starts a new rollout. */
export function limit(terms: Limit): () => Watcher {
  const above = accumulateEvidence(atMost(terms.max));
  return () => {
    const addAbove = above();
    let [count, hits] = [0, 0];
    return (block) => {
      count += block.candidate.count;
      hits += block.candidate.hits;
      const result = compareWithLimit({ count, hits }, addAbove(block), terms);
      return count >= terms.minRequests && (result === 'proven' || result === 'above');
    };
  };
}

/** The evidence against a hypothesis, block after block. */
function accumulateEvidence(hypothesis: Hypothesis, bounds?: Bounds): () => (block: Block) => number {
  return () => {
    let evidence = startEProcess(hypothesis.alternatives.length);
    return (block) => {
      evidence = updateEProcess(
        evidence,
        { minutes: block.minutes, logRatios: computeLogRatios(findTable(hypothesis, block), block) },
        bounds,
      );
      return evidence.logEvidence;
    };
  };
}

/** An alarm on the rate of a minute, as CloudWatch evaluates it, after a number of such minutes in a row. */
export const alarmAbove =
  (rate: number, inARow = 1): (() => Watcher) =>
  () => {
    let above = 0;
    return ({ candidate }) => {
      above = candidate.hits > rate * candidate.count ? above + 1 : 0;
      return above >= inARow;
    };
  };

/** The minute in which each of several rollouts is rolled back; Infinity if it is not. */
export function rollbackMinutes(
  draws: readonly Draw[],
  watch: () => Watcher,
  { runs, random }: { readonly runs: number; readonly random: Random },
): Float64Array {
  return Float64Array.from({ length: runs }, () => {
    const rollsBack = watch();
    const minute = draws.findIndex((draw) => rollsBack(draw(random)));
    return minute < 0 ? Infinity : minute + 1;
  });
}
