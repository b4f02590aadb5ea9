// What the users of a drill get: how many of their requests were hit, and when that began.
import type { FaultKind } from './fault-names';
import type { Answer } from './load-generator';

/** What users got so far. */
export interface Seen {
  readonly requests: number;
  /** Requests that failed or, where slowness is the fault, took too long. */
  readonly hit: number;
  /** When the first of them was answered, in milliseconds since 1970. */
  readonly firstHitAt: number | undefined;
  /** Between the first answer and the last. */
  readonly seconds: number;
}

export interface Watch {
  seen(answer: Answer): void;
  read(): Seen;
}

/** An answer that takes longer than this counts as hit where slowness is the fault, in milliseconds. */
export const TOO_SLOW_MS = 200;

/** Watches for a fault of the candidate's color. A cold start of the stable color is slow too, and no fault. */
export function createWatch(fault: FaultKind | 'none', candidate: string): Watch {
  const slowness = fault === 'latency' || fault === 'leak';
  let seen: Seen = { requests: 0, hit: 0, firstHitAt: undefined, seconds: 0 };
  let since: number | undefined;
  const isHit = ({ status, color, milliseconds }: Answer): boolean =>
    status !== 200 || (slowness && color === candidate && milliseconds > TOO_SLOW_MS);
  return {
    seen: (answer) => {
      const hit = isHit(answer);
      const at = performance.timeOrigin + answer.sentAt + answer.milliseconds;
      seen = {
        requests: seen.requests + 1,
        hit: seen.hit + (hit ? 1 : 0),
        seconds: (at - (since ??= at)) / 1000,
        firstHitAt: seen.firstHitAt ?? (hit ? at : undefined),
      };
    },
    read: () => seen,
  };
}
