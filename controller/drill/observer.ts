// Counts what the users of a drill experience: how many of their requests were hit, and when that began.
import type { FaultKind } from './fault-names';
import type { Answer } from './load-generator';

/** What users experienced so far. */
export interface Observation {
  readonly requests: number;
  /** Requests that failed or, for a fault that slows down, took too long. */
  readonly hit: number;
  /** When the first of them was answered, in milliseconds since 1970. */
  readonly firstHitAt: number | undefined;
  /** Between the first answer and the last. */
  readonly seconds: number;
}

export interface Observer {
  record(answer: Answer): void;
  read(): Observation;
}

/** With a fault that slows down, an answer that takes longer than this counts as hit, in milliseconds. */
export const TOO_SLOW_MS = 200;

/** Creates an observer. Only answers of the candidate's color count as too slow: the stable color has slow cold starts too. */
export function createObserver(fault: FaultKind | 'none', candidate: string): Observer {
  const slowsDown = fault === 'latency' || fault === 'leak';
  let observed: Observation = { requests: 0, hit: 0, firstHitAt: undefined, seconds: 0 };
  let since: number | undefined;
  const isHit = ({ status, color, milliseconds }: Answer): boolean =>
    status !== 200 || (slowsDown && color === candidate && milliseconds > TOO_SLOW_MS);
  return {
    record: (answer) => {
      const hit = isHit(answer);
      const at = performance.timeOrigin + answer.sentAt + answer.milliseconds;
      observed = {
        requests: observed.requests + 1,
        hit: observed.hit + (hit ? 1 : 0),
        seconds: (at - (since ??= at)) / 1000,
        firstHitAt: observed.firstHitAt ?? (hit ? at : undefined),
      };
    },
    read: () => observed,
  };
}
