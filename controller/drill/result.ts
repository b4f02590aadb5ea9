// What came out of a drill. Pure.
import type { RolloutState } from '../release';
import type { FaultKind } from './fault-names';
import type { Seen } from './observer';

/** One release of a drill. Times in seconds; null where it did not come to that. */
export interface DrillResult {
  readonly fault: FaultKind | 'none';
  /** The fault in words. */
  readonly what: string;
  /** `caught`: rolled back by itself · `passed`: went to 100 % and settled · `missed`: did what it should not have. */
  readonly verdict: 'caught' | 'passed' | 'missed';
  /** From the candidate's first ordinary traffic until the look that decided. */
  readonly caught_after: number | null;
  /** The metric that decided, and what it said. */
  readonly by: string | null;
  readonly reason: string;
  /** From the first of the users' requests that was hit until everyone had the stable color again. */
  readonly back_after: number | null;
  /** Whether all who asked afterwards got the stable color, and a good answer. */
  readonly back: boolean;
  readonly requests: number;
  readonly requests_per_second: number;
  readonly requests_candidate: number;
  readonly requests_hit: number;
}

/** What a release of a drill was like. */
export interface Course {
  readonly fault: FaultKind | 'none';
  readonly what: string;
  readonly state: RolloutState;
  readonly seen: Seen;
  readonly candidateRequests: number;
  /** Whether all answers afterwards were good and of the color that was to have everything. */
  readonly clean: boolean;
}

export function resultOf({ fault, what, state, seen, candidateRequests, clean }: Course): DrillResult {
  const { position } = state;
  const failed = state.looks.find((look) => look.kind === 'fail');
  const wentBack = position.at === 'done' && position.outcome === 'rolled-back';
  const settled = position.at === 'done' && position.outcome === 'settled';
  const caughtAt = failed?.at ?? (wentBack ? state.since : undefined);
  const good = fault === 'none' ? settled && clean : wentBack && clean;
  return {
    fault,
    what,
    verdict: good ? (fault === 'none' ? 'passed' : 'caught') : 'missed',
    caught_after: wentBack ? secondsBetween(state.shiftedAt, caughtAt) : null,
    by:
      failed?.metrics
        .filter((metric) => metric.kind === 'fail')
        .map(({ name }) => name)
        .join(', ') ?? null,
    reason: failed?.reason ?? (position.at === 'done' ? position.reason : (state.pause?.reason ?? position.at)),
    back_after:
      wentBack && seen.firstHitAt !== undefined ? rounded((Date.parse(state.since) - seen.firstHitAt) / 1000) : null,
    back: wentBack && clean,
    requests: seen.requests,
    requests_per_second: seen.seconds > 0 ? Math.round(seen.requests / seen.seconds) : 0,
    requests_candidate: candidateRequests,
    requests_hit: seen.hit,
  };
}

/** To milliseconds, since more would only look exact. */
const rounded = (seconds: number): number => Math.max(0, Math.round(seconds * 1000) / 1000);

const secondsBetween = (from: string | null, to: string | undefined): number | null =>
  from === null || to === undefined ? null : (Date.parse(to) - Date.parse(from)) / 1000;
