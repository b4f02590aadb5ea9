// The only place of the simulations that knows what is counted: a new metric adds a rate, a count and a pair here.
import type { Counts } from '../controller/release/judge';
import type { Metrics } from '../environments/schema-metrics';
import { drawHits } from './hits';
import type { Random } from './chance';

/** The threshold above which invocations count as slow. */
export const SLOW_MS = 300;

/** What a color does with its requests: rates between 0 and 1. `slow`, `tail`: of its invocations, above the p95 and the p99 before. */
export interface Rates {
  readonly failures: number;
  readonly slow: number;
  /** Not counted yet. */
  readonly tail?: number;
}

/** Draws what is counted among some requests. */
export const drawCounts = (requests: number, { failures, slow }: Rates, random: Random): Counts => ({
  requests,
  failures: drawHits(requests, failures, random),
  throttles: 0,
  timed: requests,
  slow: drawHits(requests, slow, random),
  p95Ms: requests === 0 ? null : SLOW_MS,
});

/** What is compared, as hits among a count, and by which metric. */
export const PAIRS: readonly {
  readonly metric: keyof Metrics & ('errors' | 'latency');
  readonly sample: (counts: Counts) => { readonly count: number; readonly hits: number };
}[] = [
  { metric: 'errors', sample: ({ requests, failures }) => ({ count: requests, hits: failures }) },
  { metric: 'latency', sample: ({ timed, slow }) => ({ count: timed ?? 0, hits: slow ?? 0 }) },
];

/** Whether everything that is counted is in the pairs above, or never decides in a simulation. */
export const KNOWS_ALL = Object.keys(drawCounts(0, { failures: 0, slow: 0 }, () => 0)).every((name) =>
  ['requests', 'failures', 'throttles', 'timed', 'slow', 'p95Ms'].includes(name),
);

/** Two parts of one minute together. What is not a count is that of the second. */
export function addCounts(one: Counts, other: Counts): Counts {
  const first: Readonly<Record<string, unknown>> = { ...one, p95Ms: null };
  const sums = Object.entries(other).map(([name, value]: [string, unknown]) => {
    const before = first[name];
    return [name, typeof before === 'number' && typeof value === 'number' ? before + value : value] as const;
  });
  return Object.fromEntries(sums) as unknown as Counts;
}
