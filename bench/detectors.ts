// Ways to tell that a candidate is worse, minute after minute, each as a score with a threshold.
import { clipOf, logNeeded } from '../controller/release/judge/comparison';
import { computeLogRatios, findTable } from '../controller/release/judge/e-variables';
import { startEProcess, updateEProcess } from '../controller/release/judge/e-process';
import { NOT_WORSE } from '../controller/release/judge/hypothesis';
import { errorTerms } from '../controller/release/judge/metrics';
import type { Block } from '../controller/release/judge/sample';
import { metrics } from '../environments/schema-metrics';
import { scoreHigher } from './mann-whitney';

/** What is watched: errors, or slow invocations, of which there are more. */
export type Watched = 'errors' | 'slow';

/**
 * A way to tell. It goes off when the score of a minute is above the threshold. Each `start` begins a new rollout; a score of at most its
 * `floor` need not be exact.
 */
export interface Detector {
  readonly name: string;
  readonly usual: Readonly<Record<Watched, number>>;
  readonly describe: (threshold: number) => string;
  readonly start: (floor: number) => (block: Block) => number;
}

const NOTHING = -Infinity;
const percent = (value: number): string => `${Number((value * 100).toPrecision(3))} %`;
const rateOf = ({ candidate: { count, hits } }: Block): number => (count === 0 ? 0 : hits / count);

/** Both comparisons have the same share of the false alarms. */
const TERMS = errorTerms(metrics.parse({}));

/** What one minute may add is the same for every threshold. That a candidate is surely within the tolerance is left out. */
const teal: Detector = {
  name: 'Teal: the comparison, every minute',
  usual: { errors: logNeeded(TERMS), slow: logNeeded(TERMS) },
  describe: (threshold) => `evidence of ${Number(Math.exp(threshold).toPrecision(2))} to 1`,
  start: () => {
    let evidence = startEProcess(NOT_WORSE.alternatives.length);
    return (block) => {
      const logRatios = computeLogRatios(findTable(NOT_WORSE, block), block);
      evidence = updateEProcess(evidence, { minutes: 1, logRatios }, { clip: clipOf(TERMS) });
      return evidence.logEvidence;
    };
  },
};

/** As CodeDeploy uses it; it has no default threshold. */
const alarm: Detector = {
  name: 'alarm of one minute',
  usual: { errors: 0.05, slow: 0.1 },
  describe: (threshold) => `more than ${percent(threshold)}`,
  start: () => rateOf,
};

const ARGO_MINUTES = 5;
/** The example of the documentation, every five minutes, with the default failureLimit: 0. */
const argo: Detector = {
  name: 'Argo Rollouts: successCondition, failureLimit 0, every 5 minutes',
  usual: { errors: 0.05, slow: 0.1 },
  describe: (threshold) => `more than ${percent(threshold)} of 5 minutes`,
  start: () => {
    let [minutes, count, hits] = [0, 0, 0];
    return ({ candidate }) => {
      if (minutes % ARGO_MINUTES === 0) [count, hits] = [0, 0];
      [minutes, count, hits] = [minutes + 1, count + candidate.count, hits + candidate.hits];
      return minutes % ARGO_MINUTES === 0 && count > 0 ? hits / count : NOTHING;
    };
  },
};

const FLAGGER_CHECKS = 5;
/** Failed checks are counted since the start, in a row or not, with `threshold: 5` and `interval: 1m` as in its documentation. */
const flagger: Detector = {
  name: 'Flagger: request-success-rate, 5 failed checks of a minute',
  usual: { errors: 0.01, slow: 0.1 },
  describe: (threshold) => `more than ${percent(threshold)} in 5 minutes`,
  start: () => {
    let highest: readonly number[] = [];
    return (block) => {
      highest = [...highest, rateOf(block)].sort((a, b) => b - a).slice(0, FLAGGER_CHECKS);
      return highest[FLAGGER_CHECKS - 1] ?? NOTHING;
    };
  },
};

const KAYENTA_MINUTES = 10;
/** Confidence of 98 %, as its judge has built in; evaluated every ten minutes over all minutes so far. */
const kayenta: Detector = {
  name: 'Kayenta: Mann-Whitney over the minutes, every 10 minutes',
  usual: { errors: 2.326, slow: 2.326 },
  describe: (threshold) => `z above ${threshold.toFixed(2)}`,
  start: (floor) => {
    const [candidate, stable]: [number[], number[]] = [[], []];
    return (block) => {
      candidate.push(rateOf(block));
      stable.push(block.stable.hits / Math.max(1, block.stable.count));
      return candidate.length % KAYENTA_MINUTES === 0 ? scoreHigher(candidate, stable, floor) : NOTHING;
    };
  },
};

/** The deviation of the differences that are expected: one point. */
const MIXTURE = 0.01;
/**
 * R. Johari, L. Pekelis and D. Walsh, "Always valid inference" (2015): the likelihood ratio of a normal mixture of differences to none, with
 * the variance of the pooled rate.
 */
const msprt: Detector = {
  name: 'mSPRT of two proportions, every minute',
  usual: { errors: -Math.log(0.05), slow: -Math.log(0.05) },
  describe: (threshold) => `evidence above ${Number(Math.exp(threshold).toPrecision(2))} to 1`,
  start: () => {
    const sum = { stable: { count: 0, hits: 0 }, candidate: { count: 0, hits: 0 } };
    return (block) => {
      for (const color of ['stable', 'candidate'] as const) {
        sum[color] = { count: sum[color].count + block[color].count, hits: sum[color].hits + block[color].hits };
      }
      return logRatio(sum.stable, sum.candidate);
    };
  },
};

function logRatio(stable: Block['stable'], candidate: Block['candidate']): number {
  const difference = candidate.hits / candidate.count - stable.hits / stable.count;
  if (!(difference > 0)) return NOTHING;
  const pooled = (stable.hits + candidate.hits + 0.5) / (stable.count + candidate.count + 1);
  const variance = pooled * (1 - pooled) * (1 / stable.count + 1 / candidate.count);
  const wider = variance + MIXTURE ** 2;
  return 0.5 * Math.log(variance / wider) + (difference ** 2 * MIXTURE ** 2) / (2 * variance * wider);
}

export const DETECTORS: readonly Detector[] = [teal, alarm, argo, flagger, kayenta, msprt];
