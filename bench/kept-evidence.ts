// Makes simulations faster: evidence that is continued where the last evaluation ended, instead of being computed again.
import { computeLogRatios, findTable } from '../controller/release/judge/e-variables';
import { startEProcess, updateEProcess } from '../controller/release/judge/e-process';
import type { Bounds, EProcess } from '../controller/release/judge/e-process';
import type { Hypothesis } from '../controller/release/judge/hypothesis';
import type { Block } from '../controller/release/judge/sample';
import type { Interval } from '../controller/release/judge';

/** The evidence after each interval. */
interface Kept {
  readonly hypothesis: Hypothesis;
  readonly steps: { readonly interval: Interval; readonly evidence: EProcess }[];
}

/** What is tested: `name` tells the tests of a rollout apart. */
export interface Test {
  readonly name: string;
  readonly make: () => Hypothesis;
  readonly bounds?: Bounds;
}

/** Computes the logarithm of the evidence from intervals. An interval that was revised is a new object, and is computed again. */
export type LogEvidence = (test: Test, intervals: readonly Interval[], blockOf: (one: Interval) => Block) => number;

/** Starts the evidence of one rollout. */
export function keepEvidence(): LogEvidence {
  const all = new Map<string, Kept>();
  return ({ name, make, bounds }, intervals, blockOf) => {
    const kept = all.get(name) ?? { hypothesis: make(), steps: [] };
    all.set(name, kept);
    const { hypothesis, steps } = kept;
    const changed = steps.findIndex(({ interval }, i) => interval !== intervals[i]);
    if (changed >= 0) steps.splice(changed);
    for (const interval of intervals.slice(steps.length)) {
      const before = steps.at(-1)?.evidence ?? startEProcess(hypothesis.alternatives.length);
      const block = blockOf(interval);
      if (block.candidate.count === 0) steps.push({ interval, evidence: before });
      else {
        const logRatios = computeLogRatios(findTable(hypothesis, block), block);
        const evidence = updateEProcess(before, { minutes: block.minutes, logRatios }, bounds);
        steps.push({ interval, evidence });
      }
    }
    return steps.at(-1)?.evidence.logEvidence ?? 0;
  };
}
