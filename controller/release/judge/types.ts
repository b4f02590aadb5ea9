// The input of a judgement: what each color did, the alarms, and the settings. Pure.
import type { Evaluation } from '../rollout/types';
import type { Metrics } from '../../../environments/schema-metrics';
import type { Sample } from './sample';
import type { Thresholds } from './thresholds';

/** How long something took during a time; `null` if the source does not know. */
export interface Timing {
  /** How many durations are known, and how many of them were longer than the two thresholds; null if not counted. */
  readonly timed: number | null;
  readonly slow: number | null;
  readonly slowest: number | null;
  /** 95th percentile during this time, in milliseconds; null without data. */
  readonly p95Ms: number | null;
}

/** Durations of which nothing is known. */
export const NO_TIMING: Timing = { timed: null, slow: null, slowest: null, p95Ms: null };

/** Counts of one color during a time, and the durations of its invocations; `null` if the source does not know. */
export interface Counts extends Timing {
  /** Requests that the load balancer sent to the color's target group. */
  readonly requests: number;
  /** Requests that ended with a 5xx: the function's own answer, or the load balancer's because the function failed. */
  readonly failures: number;
  /** Requests that the function answered with a 4xx. */
  readonly clientErrors: number | null;
  /** Invocations that were throttled. */
  readonly throttles: number | null;
  /** Times from the load balancer's request to the start of the answer, with the start of an environment. */
  readonly response: Timing;
  /** The metrics of the file, by name. One that the source does not know is missing. */
  readonly custom: Readonly<Record<string, Sample>>;
}

/**
 * Both colors during the same time: `from` (ISO, included) until `to` (excluded). Each begins where the previous one
 * ends; a time without requests is an interval of zeros, and a time that is not known yet is left out.
 */
export interface Interval {
  readonly from: string;
  readonly to: string;
  readonly stable: Counts;
  readonly candidate: Counts;
}

/** A CloudWatch alarm by name. `missing`: it does not exist. */
export interface Alarm {
  readonly name: string;
  readonly state: 'ok' | 'alarm' | 'insufficient-data' | 'missing';
  readonly reason: string;
  /** Whether the same alarm of the stable color is on. */
  readonly both?: boolean;
}

/** When the candidate's weight was set, oldest first: the first time is that of its first ordinary traffic. */
export type Shifts = readonly [Date, ...Date[]];

/** Everything that one service is judged by. */
export interface JudgeInput {
  readonly service: string;
  readonly metrics: Metrics;
  /** All intervals since the candidate got its first ordinary traffic, oldest first. */
  readonly intervals: readonly Interval[];
  /** The intervals of a time before that, in which the stable color served everyone: its own record. */
  readonly before: readonly Interval[];
  readonly alarms: readonly Alarm[];
  /** Fixed before the first shift. */
  readonly thresholds: Thresholds;
  readonly shifts: Shifts;
  /** Earlier evaluations of this rollout, oldest first; failure budgets count in them. */
  readonly earlier: readonly Evaluation[];
  readonly now: Date;
}
