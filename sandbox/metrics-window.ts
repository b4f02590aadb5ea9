// What the metrics endpoint answers about a window: each of its seconds that is over, by target group.
import { countAbove, merged, percentile, sizeOf } from './histogram';
import { KEPT_SECONDS } from './seconds';
import type { Second } from './seconds';

/** What is asked. Times in milliseconds since 1970. */
export interface AskedWindow {
  readonly from: number;
  readonly to: number;
  readonly slowMs: number | null;
}

/** What is known. */
export interface Known {
  readonly seconds: ReadonlyMap<string, readonly Second[]>;
  /** When the sandbox began to count. */
  readonly since: Date;
  readonly now: Date;
}

/** A window of the query string; undefined where it does not ask for one, and a reason where it is none. */
export function askedWindow(query: URLSearchParams): AskedWindow | { readonly fault: string } | undefined {
  const [from, to, slow] = [query.get('from'), query.get('to'), query.get('slow_ms')];
  if (from === null && to === null && slow === null) return undefined;
  const window = {
    from: Date.parse(from ?? ''),
    to: Date.parse(to ?? ''),
    slowMs: slow === null ? null : Number(slow),
  };
  for (const [name, value] of [['from', window.from] as const, ['to', window.to] as const]) {
    if (Number.isNaN(value))
      return { fault: `${name} is ${JSON.stringify(query.get(name))}, which is no time such as 2026-01-31T12:00:00Z` };
  }
  if (window.slowMs === null || window.slowMs >= 0) return window;
  return { fault: `slow_ms is ${JSON.stringify(slow)}, which is no number of milliseconds` };
}

/**
 * The answer: the part of the window that was counted in full, from when to when, and in it each target group's seconds with
 * requests. What was before the sandbox started, or is forgotten, is no part of it.
 */
export function windowAnswer({ seconds, since, now }: Known, asked: AskedWindow): object {
  const second = Math.floor(now.getTime() / 1000);
  const oldest = Math.max(Math.ceil(since.getTime() / 1000), second - KEPT_SECONDS + 1);
  const from = Math.max(Math.ceil(asked.from / 1000), oldest);
  const to = Math.max(from, Math.min(Math.floor(asked.to / 1000), second));
  const groups = [...seconds].map(([name, all]): [string, object] => {
    const inside = all.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
    const p95_ms = percentile(merged(inside.map(({ durations }) => durations)), 0.95);
    return [name, { p95_ms, seconds: inside.map((one) => secondAnswer(one, asked.slowMs)) }];
  });
  return { schemaVersion: 1, from: timeOf(from), to: timeOf(to), targetGroups: Object.fromEntries(groups) };
}

const secondAnswer = (
  { at, requests, target5xx, lambdaErrors, throttles, durations }: Second,
  slowMs: number | null,
) => ({
  at: timeOf(at),
  requests,
  failures: target5xx + lambdaErrors,
  throttles,
  timed: sizeOf(durations),
  slow: slowMs === null ? null : countAbove(durations, slowMs),
  p95_ms: percentile(durations, 0.95),
});

const timeOf = (second: number): string => new Date(second * 1000).toISOString();
