// What a comparison would have noticed by now: the lowest rate of a candidate that was as bad from its first request on. Pure.
import type { ComparedNumbers, Evaluation } from '../rollout/types';
import { computeLogWorse } from './comparison';
import { expectHits, findLowestRate, NINE_OF_TEN } from './lowest-rate';
import type { Block } from './sample';

const HALVINGS = 10;
/** With more blocks it would take longer, and hardly change. */
const MOST_BLOCKS = 12;
/** A rate to begin with where the stable color has none. */
const LEAST_RATE = 1e-5;

/** Adds to each comparison of an evaluation what it would have noticed. */
export const addDetectable = (evaluation: Evaluation): Evaluation => ({
  ...evaluation,
  metrics: evaluation.metrics.map((metric) =>
    metric.compared
      ? { ...metric, compared: { ...metric.compared, detectable: findDetectable(metric.compared) } }
      : metric,
  ),
});

/**
 * The lowest rate, 0 to 1, that the test for "worse" notices with the requests of a comparison in nine of ten cases; null where not even
 * a total failure is noticed. `intervals`: in how many the candidate had its requests.
 */
export function findDetectable(numbers: ComparedNumbers): number | null {
  const { count, hits } = numbers.stable;
  const search = { above: count > 0 ? hits / count : 0, least: LEAST_RATE, halvings: HALVINGS };
  const lowest = findLowestRate((rate) => isNoticed(numbers, rate), search);
  return lowest === null ? null : Number(lowest.toPrecision(2));
}

function isNoticed(
  { stable, candidate, against, intervals, worse, tolerated }: ComparedNumbers,
  rate: number,
): boolean {
  const hits = expectHits(candidate.count, rate, NINE_OF_TEN);
  const length = Math.min(MOST_BLOCKS, intervals);
  const part = against === 'stable' ? 1 / length : 0;
  const block: Block = {
    minutes: intervals / length,
    stable: { count: stable.count * part, hits: stable.hits * part },
    candidate: { count: candidate.count / length, hits: hits / length },
  };
  const blocks = Array.from({ length }, () => block);
  const gap = Math.max(0, tolerated - (stable.count > 0 ? stable.hits / stable.count : 0));
  const terms = { gap, ratio: 0, falseAlarm: 1 / worse.needed };
  return computeLogWorse({ all: blocks, present: blocks, record: stable }, terms, against) >= Math.log(worse.needed);
}
