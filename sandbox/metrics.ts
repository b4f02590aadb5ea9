// Counters of each target group, in memory, under CloudWatch's names for a load balancer with Lambda targets.
import type { Ending } from './ending';
import { createLatest } from './latest';
import type { Latest } from './latest';
import { answerWindow } from './metrics-window';
import type { RequestedWindow } from './metrics-window';
import { createSeconds } from './seconds';

/** How many of the latest latencies are kept for each target group. */
const KEPT_LATENCIES = 1000;

/** Counters since the sandbox started. Latencies are the durations of the latest invocations, in milliseconds. */
export interface GroupMetrics {
  readonly requests: number;
  readonly target_2xx: number;
  readonly target_3xx: number;
  readonly target_4xx: number;
  readonly target_5xx: number;
  readonly lambda_user_errors: number;
  readonly throttles: number;
  readonly elb_502: number;
  readonly latencies_ms: readonly number[];
}

export interface Metrics {
  record(group: string, ending: Ending): void;
  read(): Readonly<Record<string, GroupMetrics>>;
  /** What happened in each complete second of a window, as the endpoint answers it. */
  window(requested: RequestedWindow): object;
}

/** The counters of one group. */
type Counters = Omit<GroupMetrics, 'latencies_ms'>;

const ZERO: Counters = {
  requests: 0,
  target_2xx: 0,
  target_3xx: 0,
  target_4xx: 0,
  target_5xx: 0,
  lambda_user_errors: 0,
  throttles: 0,
  elb_502: 0,
};

/** Starts counting. */
export function createMetrics(now: () => Date): Metrics {
  const groups = new Map<string, { counters: Counters; readonly latencies: Latest }>();
  const seconds = createSeconds();
  const since = now();
  return {
    record: (name, ending) => {
      const group = groups.get(name) ?? { counters: ZERO, latencies: createLatest(KEPT_LATENCIES) };
      group.counters = addEnding(group.counters, ending);
      group.latencies.add(ending.milliseconds);
      groups.set(name, group);
      seconds.record(name, ending, now());
    },
    read: () =>
      Object.fromEntries(
        [...groups]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, { counters, latencies }]) => [name, { ...counters, latencies_ms: latencies.read() }]),
      ),
    window: (requested) => answerWindow({ seconds: seconds.read(), since, now: now() }, requested),
  };
}

function addEnding(before: Counters, ending: Ending): Counters {
  const sum = { ...before, requests: before.requests + 1 };
  if (ending.kind === 'target') return { ...sum, ...addStatus(before, ending.status) };
  return {
    ...sum,
    lambda_user_errors: before.lambda_user_errors + 1,
    throttles: before.throttles + (ending.kind === 'throttled' ? 1 : 0),
    elb_502: before.elb_502 + 1,
  };
}

function addStatus(before: Counters, status: number): Partial<Counters> {
  if (status < 300) return { target_2xx: before.target_2xx + 1 };
  if (status < 400) return { target_3xx: before.target_3xx + 1 };
  if (status < 500) return { target_4xx: before.target_4xx + 1 };
  return { target_5xx: before.target_5xx + 1 };
}
