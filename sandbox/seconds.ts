// Counts what happened in each second, by target group, for the last hour.
import type { Ending } from './ending';
import { addDuration } from './histogram';
import type { Histogram } from './histogram';

/** How many seconds are kept. */
export const KEPT_SECONDS = 3600;

/** The requests of one target group in one second. */
export interface Second {
  /** Seconds since 1970. */
  readonly at: number;
  requests: number;
  target4xx: number;
  target5xx: number;
  /** Requests that the load balancer answered with 502, including throttled ones. */
  lambdaErrors: number;
  throttles: number;
  /** Durations of the invocations that were not throttled. */
  readonly durations: Histogram;
  /** Times until the answers of functions, with the start of an environment. */
  readonly responses: Histogram;
}

export interface Seconds {
  record(group: string, ending: Ending, now: Date): void;
  /** Every second with requests of every target group, by the group's name. */
  read(): ReadonlyMap<string, readonly Second[]>;
  /** The same, and removes it. */
  take(): ReadonlyMap<string, readonly Second[]>;
}

export function createSeconds(): Seconds {
  const groups = new Map<string, Map<number, Second>>();
  const read = (): ReadonlyMap<string, readonly Second[]> =>
    new Map([...groups].map(([group, seconds]) => [group, [...seconds.values()]]));
  return {
    record: (group, ending, now) => {
      const seconds = groups.get(group) ?? new Map<number, Second>();
      groups.set(group, seconds);
      const at = Math.floor(now.getTime() / 1000);
      const second = seconds.get(at) ?? {
        at,
        requests: 0,
        target4xx: 0,
        target5xx: 0,
        lambdaErrors: 0,
        throttles: 0,
        durations: new Map(),
        responses: new Map(),
      };
      count(second, ending);
      if (seconds.has(at)) return;
      seconds.set(at, second);
      forget(seconds, at);
    },
    read,
    take: () => {
      const all = read();
      groups.clear();
      return all;
    },
  };
}

function count(second: Second, ending: Ending): void {
  second.requests++;
  if (ending.kind === 'target') countAnswer(second, ending.status, ending.responseMilliseconds);
  else second.lambdaErrors++;
  if (ending.kind === 'throttled') second.throttles++;
  else addDuration(second.durations, ending.milliseconds);
}

function countAnswer(second: Second, status: number, milliseconds: number): void {
  if (status >= 500) second.target5xx++;
  else if (status >= 400) second.target4xx++;
  addDuration(second.responses, milliseconds);
}

/** By age, and also by number: when the clock goes back, entries that are now in its future would never become old. */
function forget(seconds: Map<number, Second>, now: number): void {
  for (const at of seconds.keys()) {
    if (at > now - KEPT_SECONDS && seconds.size <= KEPT_SECONDS) return;
    seconds.delete(at);
  }
}
