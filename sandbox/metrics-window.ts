// Answers a request for the metrics of a window: each of its complete seconds, by target group.
import { countAbove, merge, percentile, countAll } from './histogram';
import type { Histogram } from './histogram';
import { KEPT_SECONDS } from './seconds';
import type { Second } from './seconds';

/** The requested window. Times in milliseconds since 1970. */
export interface RequestedWindow {
  readonly from: number;
  readonly to: number;
  /** What counts as slow, in milliseconds; null where it is not counted. */
  readonly thresholds: Thresholds;
}

/** Of durations, two; and of response times. */
interface Thresholds {
  readonly slow: number | null;
  readonly slowest: number | null;
  readonly slowResponse: number | null;
}

/** The recorded seconds, by target group. */
export interface Recorded {
  readonly seconds: ReadonlyMap<string, readonly Second[]>;
  /** When the sandbox began to count. */
  readonly since: Date;
  readonly now: Date;
}

/** The parameters for what counts as slow. */
const THRESHOLDS = ['slow_ms', 'slowest_ms', 'slow_response_ms'] as const;

/** The window in a query string; undefined without one, and a fault for an invalid one. */
export function parseWindow(query: URLSearchParams): RequestedWindow | { readonly fault: string } | undefined {
  if (!['from', 'to', ...THRESHOLDS].some((name) => query.has(name))) return undefined;
  const milliseconds = (name: string): number | null => (query.has(name) ? Number(query.get(name)) : null);
  const [slow, slowest, slowResponse] = THRESHOLDS.map(milliseconds);
  const window = {
    from: Date.parse(query.get('from') ?? ''),
    to: Date.parse(query.get('to') ?? ''),
    thresholds: { slow: slow ?? null, slowest: slowest ?? null, slowResponse: slowResponse ?? null },
  };
  for (const [name, value] of [['from', window.from] as const, ['to', window.to] as const]) {
    if (Number.isNaN(value))
      return {
        fault: `${name} is ${JSON.stringify(query.get(name))}, which is not a time such as 2026-01-31T12:00:00Z`,
      };
  }
  const wrong = THRESHOLDS.find((name) => !((milliseconds(name) ?? 0) >= 0));
  if (wrong === undefined) return window;
  return { fault: `${wrong} is ${JSON.stringify(query.get(wrong))}, which is not a number of milliseconds` };
}

/**
 * The part of the window for which all seconds are recorded, with its start and end, and each target group's seconds with
 * requests. Seconds before the start of the sandbox, and older than an hour, are not part of it.
 */
export function answerWindow({ seconds, since, now }: Recorded, requested: RequestedWindow): object {
  const second = Math.floor(now.getTime() / 1000);
  const oldest = Math.max(Math.ceil(since.getTime() / 1000), second - KEPT_SECONDS + 1);
  const from = Math.max(Math.ceil(requested.from / 1000), oldest);
  const to = Math.max(from, Math.min(Math.floor(requested.to / 1000), second));
  const groups = [...seconds].map(([name, all]): [string, object] => {
    const inside = all.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
    const durations = merge(inside.map((one) => one.durations));
    const whole = {
      p95_ms: percentile(durations, 0.95),
      p99_ms: percentile(durations, 0.99),
      response_p95_ms: percentile(merge(inside.map((one) => one.responses)), 0.95),
    };
    return [name, { ...whole, seconds: inside.map((one) => answerSecond(one, requested.thresholds)) }];
  });
  return { schemaVersion: 1, from: formatSecond(from), to: formatSecond(to), targetGroups: Object.fromEntries(groups) };
}

const answerSecond = (
  { at, requests, target4xx, target5xx, lambdaErrors, throttles, durations, responses }: Second,
  { slow, slowest, slowResponse }: Thresholds,
) => ({
  at: formatSecond(at),
  requests,
  failures: target5xx + lambdaErrors,
  client_errors: target4xx,
  throttles,
  ...answerDurations(durations, slow),
  slowest: slowest === null ? null : countAbove(durations, slowest),
  response: answerDurations(responses, slowResponse),
});

const answerDurations = (durations: Histogram, slow: number | null) => ({
  timed: countAll(durations),
  slow: slow === null ? null : countAbove(durations, slow),
  p95_ms: percentile(durations, 0.95),
});

const formatSecond = (second: number): string => new Date(second * 1000).toISOString();
