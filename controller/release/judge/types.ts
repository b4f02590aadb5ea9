// The words of a judgement: what each color did, what was asked of it, and what is said about it. Pure.
import type { Look } from '../rollout/types';
import type { Metrics } from '../../../environments/schema-metrics';

/** What one color did during a time. Counts; `null` where the source does not know. */
export interface Counts {
  /** Requests that the load balancer sent to the color's target group. */
  readonly requests: number;
  /** Those of them that ended with a 5xx: the function's own answer, or the load balancer's because the function failed. */
  readonly failures: number;
  /** Invocations that were throttled. */
  readonly throttles: number;
  /** Invocations whose duration is known, and those of them that took longer than `slowMs`; null where nobody counts. */
  readonly timed: number | null;
  readonly slow: number | null;
  /** 95th percentile of the duration during this time, in milliseconds; null without data. */
  readonly p95Ms: number | null;
}

/**
 * Both colors during the same time: `from` (ISO, included) until `to` (excluded). Each begins where the one before it
 * ends; a time without requests is an interval of zeros, and a time that is not known yet is left out.
 */
export interface Interval {
  readonly from: string;
  readonly to: string;
  readonly stable: Counts;
  readonly candidate: Counts;
}

/** A CloudWatch alarm by name. `missing`: there is none of that name. */
export interface Alarm {
  readonly name: string;
  readonly state: 'ok' | 'alarm' | 'insufficient-data' | 'missing';
  readonly reason: string;
}

/** Everything that a judgement of one service rests on. */
export interface Evidence {
  readonly service: string;
  readonly metrics: Metrics;
  /** All intervals since the candidate got its first ordinary traffic, oldest first. */
  readonly intervals: readonly Interval[];
  readonly alarms: readonly Alarm[];
  /** What a slow invocation is, in milliseconds, fixed before the first look; null where that is not known. */
  readonly slowMs: number | null;
  /** When the candidate got its first ordinary traffic. */
  readonly since: Date;
  /** Earlier looks of this rollout, oldest first: failure budgets count in them. */
  readonly looks: readonly Look[];
  readonly now: Date;
}
