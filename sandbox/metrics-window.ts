// Answers a request for the metrics of a window: each of its complete seconds, by target group.
import { countAbove, merge, percentile, countAll } from './histogram';
import { KEPT_SECONDS } from './seconds';
import type { Second } from './seconds';

/** The requested window. Times in milliseconds since 1970. */
export interface RequestedWindow {
  readonly from: number;
  readonly to: number;
  readonly slowMs: number | null;
}

/** The recorded seconds, by target group. */
export interface Recorded {
  readonly seconds: ReadonlyMap<string, readonly Second[]>;
  /** When the sandbox began to count. */
  readonly since: Date;
  readonly now: Date;
}

/** The window in a query string; undefined without one, and a fault for an invalid one. */
export function parseWindow(query: URLSearchParams): RequestedWindow | { readonly fault: string } | undefined {
  const [from, to, slow] = [query.get('from'), query.get('to'), query.get('slow_ms')];
  if (from === null && to === null && slow === null) return undefined;
  const window = {
    from: Date.parse(from ?? ''),
    to: Date.parse(to ?? ''),
    slowMs: slow === null ? null : Number(slow),
  };
  for (const [name, value] of [['from', window.from] as const, ['to', window.to] as const]) {
    if (Number.isNaN(value))
      return {
        fault: `${name} is ${JSON.stringify(query.get(name))}, which is not a time such as 2026-01-31T12:00:00Z`,
      };
  }
  if (window.slowMs === null || window.slowMs >= 0) return window;
  return { fault: `slow_ms is ${JSON.stringify(slow)}, which is not a number of milliseconds` };
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
    const p95_ms = percentile(merge(inside.map(({ durations }) => durations)), 0.95);
    return [name, { p95_ms, seconds: inside.map((one) => answerSecond(one, requested.slowMs)) }];
  });
  return { schemaVersion: 1, from: formatSecond(from), to: formatSecond(to), targetGroups: Object.fromEntries(groups) };
}

const answerSecond = (
  { at, requests, target5xx, lambdaErrors, throttles, durations }: Second,
  slowMs: number | null,
) => ({
  at: formatSecond(at),
  requests,
  failures: target5xx + lambdaErrors,
  throttles,
  timed: countAll(durations),
  slow: slowMs === null ? null : countAbove(durations, slowMs),
  p95_ms: percentile(durations, 0.95),
});

const formatSecond = (second: number): string => new Date(second * 1000).toISOString();
