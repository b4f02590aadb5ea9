// The result of one release of a drill. Pure.
import type { RolloutState } from '../release';
import type { FaultKind } from './fault-names';
import type { Observation } from './observer';

/** One release of a drill. Times in seconds; null when it did not happen. */
export interface DrillResult {
  readonly fault: FaultKind | 'none';
  /** Description of the fault. */
  readonly what: string;
  /** `caught`: rolled back by itself · `passed`: reached 100 % and settled · `missed`: anything else. */
  readonly verdict: 'caught' | 'passed' | 'missed';
  /** From the candidate's first ordinary traffic to the evaluation that failed it. */
  readonly caught_after: number | null;
  /** The metrics that failed. */
  readonly by: string | null;
  readonly reason: string;
  /** From the first request that was hit until everyone had the stable color again. */
  readonly back_after: number | null;
  /** Whether every request after the rollback got a good answer of the stable color. */
  readonly back: boolean;
  readonly requests: number;
  readonly requests_per_second: number;
  readonly requests_candidate: number;
  readonly requests_hit: number;
}

/** What was recorded of a release. */
export interface ReleaseRecord {
  readonly fault: FaultKind | 'none';
  readonly what: string;
  readonly state: RolloutState;
  readonly observed: Observation;
  readonly candidateRequests: number;
  /** Whether all answers afterwards were good and of the color that must have all traffic. */
  readonly clean: boolean;
}

/** Judges a release by its record. */
export function judgeRelease({ fault, what, state, observed, candidateRequests, clean }: ReleaseRecord): DrillResult {
  const { position } = state;
  const failed = state.evaluations.find((evaluation) => evaluation.kind === 'fail');
  const rolledBack = position.at === 'done' && position.outcome === 'rolled-back';
  const settled = position.at === 'done' && position.outcome === 'settled';
  const caughtAt = failed?.at ?? (rolledBack ? state.since : undefined);
  const good = fault === 'none' ? settled && clean : rolledBack && clean;
  return {
    fault,
    what,
    verdict: good ? (fault === 'none' ? 'passed' : 'caught') : 'missed',
    caught_after: rolledBack ? secondsBetween(state.shifts[0] ?? null, caughtAt) : null,
    by:
      failed?.metrics
        .filter((metric) => metric.kind === 'fail')
        .map(({ name }) => name)
        .join(', ') ?? null,
    reason: failed?.reason ?? (position.at === 'done' ? position.reason : (state.pause?.reason ?? position.at)),
    back_after:
      rolledBack && observed.firstHitAt !== undefined
        ? roundToMilliseconds((Date.parse(state.since) - observed.firstHitAt) / 1000)
        : null,
    back: rolledBack && clean,
    requests: observed.requests,
    requests_per_second: observed.seconds > 0 ? Math.round(observed.requests / observed.seconds) : 0,
    requests_candidate: candidateRequests,
    requests_hit: observed.hit,
  };
}

/** More digits would suggest a precision that the measurement does not have. */
const roundToMilliseconds = (seconds: number): number => Math.max(0, Math.round(seconds * 1000) / 1000);

const secondsBetween = (from: string | null, to: string | undefined): number | null =>
  from === null || to === undefined ? null : (Date.parse(to) - Date.parse(from)) / 1000;
