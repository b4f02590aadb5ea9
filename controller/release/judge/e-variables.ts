// Evidence against a hypothesis from a sequence of blocks: the e-variables of Turner, Ly and Grünwald, "Generic
// E-variables for exact sequential k-sample tests that allow for optional stopping" (2024). Pure.
import type { Hypothesis } from './hypothesis';
import type { Block } from './sample';
import { updateEProcess, startEProcess } from './e-process';
import type { Bounds } from './e-process';

/** For each alternative, what one hit or miss of each color adds to the logarithm of its e-variable, for blocks of one size. */
export interface RatioTable {
  readonly stableHit: Float64Array;
  readonly stableMiss: Float64Array;
  readonly candidateHit: Float64Array;
  readonly candidateMiss: Float64Array;
}

/** The table for blocks of a size: likelihood under each alternative, divided by that under its projection onto the null. */
export function buildRatioTable(
  { alternatives, project }: Hypothesis,
  stableCount: number,
  candidateCount: number,
): RatioTable {
  const [stableHit, stableMiss] = [new Float64Array(alternatives.length), new Float64Array(alternatives.length)];
  const [candidateHit, candidateMiss] = [new Float64Array(alternatives.length), new Float64Array(alternatives.length)];
  alternatives.forEach((bet, j) => {
    const { stable, candidate } = project(bet, stableCount, candidateCount);
    stableHit[j] = Math.log(bet.stable / stable);
    stableMiss[j] = Math.log((1 - bet.stable) / (1 - stable));
    candidateHit[j] = Math.log(bet.candidate / candidate);
    candidateMiss[j] = Math.log((1 - bet.candidate) / (1 - candidate));
  });
  return { stableHit, stableMiss, candidateHit, candidateMiss };
}

/** For each alternative, the logarithm of its e-variable for a block of the table's size. */
export function computeLogRatios(table: RatioTable, { stable, candidate }: Block): Float64Array {
  const ratios = new Float64Array(table.stableHit.length);
  for (let j = 0; j < ratios.length; j++) {
    ratios[j] =
      stable.hits * (table.stableHit[j] ?? 0) +
      (stable.count - stable.hits) * (table.stableMiss[j] ?? 0) +
      candidate.hits * (table.candidateHit[j] ?? 0) +
      (candidate.count - candidate.hits) * (table.candidateMiss[j] ?? 0);
  }
  return ratios;
}

/** Tables kept for each hypothesis: an evaluation meets the same blocks again at every interval. */
const TABLES_KEPT = 500;
const tables = new WeakMap<Hypothesis, Map<string, RatioTable>>();

/** The table for the size of a block, made once for blocks that are met again. */
export function findTable(hypothesis: Hypothesis, { stable, candidate }: Block): RatioTable {
  const kept = tables.get(hypothesis) ?? new Map<string, RatioTable>();
  const key = `${stable.count} ${candidate.count}`;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= TABLES_KEPT) kept.clear();
  const table = buildRatioTable(hypothesis, stable.count, candidate.count);
  tables.set(hypothesis, kept.set(key, table));
  return table;
}

/**
 * The logarithm of the evidence against a hypothesis. If the hypothesis is true, it ever exceeds log(1 / a) with a probability of
 * at most a, however often it is computed (Ville's inequality). A block without requests of the candidate adds no evidence.
 */
export const computeLogEvidence = (hypothesis: Hypothesis, blocks: readonly Block[], bounds?: Bounds): number =>
  blocks
    .filter(({ candidate }) => candidate.count > 0)
    .reduce((process, block) => {
      const table = findTable(hypothesis, block);
      return updateEProcess(process, { minutes: block.minutes, logRatios: computeLogRatios(table, block) }, bounds);
    }, startEProcess(hypothesis.alternatives.length)).logEvidence;
