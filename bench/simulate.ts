// Simulated rollouts: what both colors do by the minute, when the comparison says "worse", and when fixed alarms go off.
import { decided, PASS_CAP } from '../controller/release/judge/comparison';
import type { Terms } from '../controller/release/judge/comparison';
import { logRatios, tableOf } from '../controller/release/judge/e-variables';
import { atMost, NO_WORSE, worseBy } from '../controller/release/judge/hypothesis';
import type { Hypothesis } from '../controller/release/judge/hypothesis';
import { standing } from '../controller/release/judge/limit';
import type { Limit } from '../controller/release/judge/limit';
import type { Block } from '../controller/release/judge/sample';
import { grown, noEvidence } from '../controller/release/judge/e-process';
import { hitsOf } from './chance';
import type { Random } from './chance';

/** What both colors do in one minute of a scene: requests, and the rate of those that count against them. */
export interface Minute {
  readonly stable: { readonly count: number; readonly rate: number };
  readonly candidate: { readonly count: number; readonly rate: number };
}

/** One minute's hits, drawn. */
export type Draw = (random: Random) => Block;

/** A way of watching: is told of minute after minute, and says whether it rolls back now. */
export type Watcher = (block: Block) => boolean;

/** Draws for every minute of a scene; minutes that are alike share their distribution. */
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
  const [ofStable, ofCandidate] = [hitsOf(stable.count, stable.rate), hitsOf(candidate.count, candidate.rate)];
  return (random) => ({
    minutes: 1,
    stable: { count: stable.count, hits: ofStable(random) },
    candidate: { count: candidate.count, hits: ofCandidate(random) },
  });
}

/**
 * The comparison as the judgement makes it, minute after minute. Starts a fresh rollout at each call. Whether the candidate
 * is within the tolerance is computed where it matters, which is when it is worse.
 */
export function comparison(terms: Terms): () => Watcher {
  const [worse, within] = [growing(NO_WORSE), growing(worseBy(terms.tolerance), PASS_CAP)];
  return () => {
    const blocks: Block[] = [];
    const [addWorse, addWithin] = [worse(), within()];
    return (block) => {
      blocks.push(block);
      const logWorse = addWorse(block);
      if (decided(logWorse, 0, terms) === 'open') return false;
      const logWithin = blocks.splice(0).reduce((_, one) => addWithin(one), 0);
      return decided(logWorse, logWithin, terms) === 'worse';
    };
  };
}

/** A limit on the candidate's rate as the judgement keeps it, from `minRequests` on. Starts a fresh rollout at each call. */
export function limit(terms: Limit): () => Watcher {
  const above = growing(atMost(terms.max));
  return () => {
    const addAbove = above();
    let [count, hits] = [0, 0];
    return (block) => {
      count += block.candidate.count;
      hits += block.candidate.hits;
      const stands = standing({ count, hits }, addAbove(block), terms);
      return count >= terms.minRequests && (stands === 'proven' || stands === 'above');
    };
  };
}

/** The evidence against a hypothesis, with a table for each size of blocks. */
function growing(hypothesis: Hypothesis, cap?: number): () => (block: Block) => number {
  const tables = new Map<number, ReturnType<typeof tableOf>>();
  const tableFor = ({ stable, candidate }: Block) => {
    const size = stable.count * 1e6 + candidate.count;
    const table = tables.get(size) ?? tableOf(hypothesis, stable.count, candidate.count);
    tables.set(size, table);
    return table;
  };
  return () => {
    let wealth = noEvidence(hypothesis.alternatives.length);
    return (block) => {
      wealth = grown(wealth, { minutes: block.minutes, logRatios: logRatios(tableFor(block), block) }, cap);
      return wealth.logEvidence;
    };
  };
}

/** An alarm on one minute's rate, as CloudWatch evaluates it, after so many such minutes in a row. */
export const alarmAbove =
  (rate: number, inARow = 1): (() => Watcher) =>
  () => {
    let above = 0;
    return ({ candidate }) => {
      above = candidate.hits > rate * candidate.count ? above + 1 : 0;
      return above >= inARow;
    };
  };

/** In which minute each of some rollouts is rolled back; Infinity for those that are not. */
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
