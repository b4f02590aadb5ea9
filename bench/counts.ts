// The only place of the simulations that knows what is counted: a new metric adds a rate, a count and a pair here.
import { NO_TIMING } from '../controller/release/judge';
import type { Counts } from '../controller/release/judge';
import { tailSettings } from '../controller/release/judge/terms';
import type { Metrics } from '../environments/schema-metrics';
import { drawHits } from './hits';
import type { Random } from './chance';

/** The threshold above which invocations count as slow. */
export const SLOW_MS = 300;
/** The thresholds of a simulation. */
export const THRESHOLDS = { slowMs: SLOW_MS, slowestMs: 3 * SLOW_MS, slowResponseMs: null };

/** What a color does with its requests: rates between 0 and 1. `slow`, `tail`: of its invocations, above the p95 and the p99 before. */
export interface Rates {
  readonly failures: number;
  readonly slow: number;
  readonly tail?: number;
}

/** Of the slow invocations, usually so many are above the p99. */
const TAIL_OF_SLOW = 1 / 5;
/** Requests that are answered with 4xx, by both colors. */
const CLIENT_ERRORS = 0.02;

/** Draws what is counted among some requests. */
export const drawCounts = (
  requests: number,
  { failures, slow, tail = slow * TAIL_OF_SLOW }: Rates,
  random: Random,
): Counts => {
  const failed = drawHits(requests, failures, random);
  return {
    requests,
    failures: failed,
    clientErrors: Math.min(requests - failed, drawHits(requests, CLIENT_ERRORS, random)),
    throttles: 0,
    timed: requests,
    slow: drawHits(requests, slow, random),
    slowest: drawHits(requests, tail, random),
    p95Ms: requests === 0 ? null : SLOW_MS,
    response: NO_TIMING,
    custom: {},
  };
};

/** What is compared, as hits among a count, and on which terms. */
export const PAIRS: readonly {
  readonly name: string;
  readonly settings: (metrics: Metrics) => Pick<Metrics['errors'], 'tolerance' | 'tolerance_ratio' | 'min_requests'>;
  readonly sample: (counts: Counts) => { readonly count: number; readonly hits: number };
}[] = [
  {
    name: 'errors',
    settings: ({ errors }) => errors,
    sample: ({ requests, failures }) => ({ count: requests, hits: failures }),
  },
  {
    name: 'client errors',
    settings: ({ client_errors }) => client_errors,
    sample: ({ requests, clientErrors }) => ({ count: requests, hits: clientErrors ?? 0 }),
  },
  {
    name: 'latency',
    settings: ({ latency }) => latency,
    sample: ({ timed, slow }) => ({ count: timed ?? 0, hits: slow ?? 0 }),
  },
  {
    name: 'tail',
    settings: tailSettings,
    sample: ({ timed, slowest }) => ({ count: timed ?? 0, hits: slowest ?? 0 }),
  },
];

const KNOWN = ['requests', 'failures', 'clientErrors', 'throttles', 'timed', 'slow', 'slowest', 'p95Ms'];
/** They are not known in a simulation, and decide nothing. */
const UNKNOWN = ['response', 'custom'];

/** Whether everything that is counted is in the pairs above, or never decides in a simulation. */
export const KNOWS_ALL = Object.keys(drawCounts(0, { failures: 0, slow: 0 }, () => 0)).every((name) =>
  [...KNOWN, ...UNKNOWN].includes(name),
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
