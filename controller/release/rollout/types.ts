// The types of a rollout: its plan, its state, its actions and its events. Pure.
import type { StrategyStep } from '../../../environments/strategy';
import type { Color } from '../../../routing/model';
import type { Thresholds } from '../judge/thresholds';

/** What a rollout follows from its start to its end. Times in seconds. */
export interface RolloutPlan {
  readonly steps: readonly StrategyStep[];
  readonly bakeSeconds: number;
  readonly settle: boolean;
  readonly intervalSeconds: number;
  readonly selfTestSeconds: number;
  readonly approval: { readonly expiresSeconds: number; readonly otherwise: 'rollback' | 'go_on' };
  readonly lostApiSeconds: number;
  /** How much longer than its wait or bake time a position may last while there is too little data, or no proof at the end. */
  readonly holdAtMostSeconds: number;
  /** What happens when there is no proof for or against the candidate after that. */
  readonly inconclusive: 'pause' | 'settle' | 'rollback';
}

/** Where a rollout is. `step` counts from 0. */
export type Position =
  | { readonly at: 'opening' }
  | { readonly at: 'self-testing' }
  | { readonly at: 'before-shift' }
  | { readonly at: 'shifting'; readonly step: number }
  | { readonly at: 'holding'; readonly step: number }
  | { readonly at: 'after-step'; readonly step: number }
  | { readonly at: 'approval'; readonly step: number; readonly id: string }
  | { readonly at: 'after-promote' }
  | { readonly at: 'baking' }
  | { readonly at: 'settling' }
  | { readonly at: 'rolling-back'; readonly reason: string }
  | { readonly at: 'done'; readonly outcome: RolloutOutcome; readonly reason: string };

export type RolloutOutcome = 'settled' | 'promoted' | 'rolled-back';

/**
 * One evaluation of the metrics. `hold`: too little data; the rollout must not continue before there is more. `pause`: both colors fail,
 * so that a person must decide.
 */
export interface Evaluation {
  /** ISO time. */
  readonly at: string;
  readonly kind: 'pass' | 'fail' | 'inconclusive' | 'hold' | 'pause';
  readonly reason: string;
  readonly metrics: readonly MetricEvaluation[];
}

/** Evidence as odds, such as 400 for "400 to 1", and how much of it decides. */
export interface Evidence {
  readonly odds: number;
  readonly needed: number;
}

/** Requests, and how many of them were bad. */
interface Numbers {
  readonly count: number;
  readonly hits: number;
}

/** The numbers of a comparison of both colors. */
export interface ComparedNumbers {
  /** With what the candidate is compared: with what the stable color did at the same time, or with all that it did so far. */
  readonly against: 'stable' | 'record';
  readonly stable: Numbers;
  readonly candidate: Numbers;
  /** Since when the candidate's are counted (ISO 8601), and in how many intervals. */
  readonly since: string;
  readonly intervals: number;
  /** The rate, 0 to 1, up to which the candidate is as good. */
  readonly tolerated: number;
  readonly worse: Evidence;
  readonly notWorse: Evidence;
  /** The lowest rate, 0 to 1, that would have been noticed by now in nine of ten cases; null where none would. Computed for people. */
  readonly detectable?: number | null;
}

/** One metric of an evaluation. `value` is drawn over time. */
export interface MetricEvaluation {
  readonly name: string;
  readonly kind: Evaluation['kind'];
  readonly value: number | null;
  readonly reason: string;
  /** How often it failed since the shift to the present weight, where it has a failure budget. */
  readonly failures?: number;
  /** Where both colors are compared. */
  readonly compared?: ComparedNumbers;
}

/** Why a rollout is paused, and its position when it is resumed. */
export interface RolloutPause {
  readonly reason: string;
  /** ISO time. */
  readonly since: string;
  readonly then: Position;
}

/** A rollout as it is stored. Times are ISO. */
export interface RolloutState {
  readonly schemaVersion: 4;
  readonly id: string;
  readonly environment: string;
  readonly services: readonly string[];
  /** The color that each service rolls out to. */
  readonly candidates: Readonly<Record<string, Color>>;
  /** The code that the other color of each service, the stable one, ran when the rollout began. Empty for one of an earlier version. */
  readonly stableCode: Readonly<Record<string, string>>;
  /** Hash of the settings in the file at the start: when they change, the rollout pauses. */
  readonly configuration: string;
  readonly plan: RolloutPlan;
  readonly by: string;
  /** The reason given with -m at the start or the last resume. */
  readonly reason: string | null;
  /** What changes the weights: the load balancer's API or Terraform. */
  readonly via: 'live' | 'terraform';
  readonly startedAt: string;
  readonly position: Position;
  /** When the position was reached. */
  readonly since: string;
  /** When the state was last written. */
  readonly updatedAt: string;
  readonly pause: RolloutPause | null;
  readonly evaluations: readonly Evaluation[];
  /** Since when AWS is unreachable; null while it is not. */
  readonly lostSince: string | null;
  /** Since when something that is not the candidate's fault blocks the next step, such as a lock; null while nothing does. */
  readonly blockedSince: string | null;
  /** When each weight was set, oldest first; empty before the candidates got their first ordinary traffic. */
  readonly shifts: readonly string[];
  /** What is slow for each service, measured before the first shift. */
  readonly thresholds: Readonly<Record<string, Thresholds>>;
}

/** What to do next. */
export type RolloutAction =
  | { readonly kind: 'open-canary' }
  | { readonly kind: 'hooks'; readonly point: 'before_shift' | 'after_step' | 'after_promote' }
  | { readonly kind: 'shift'; readonly weight: number }
  | { readonly kind: 'evaluate' }
  | { readonly kind: 'wait'; readonly until: Date; readonly for: string }
  | { readonly kind: 'settle' }
  | { readonly kind: 'roll-back'; readonly reason: string }
  | { readonly kind: 'stop' };

/** What happened. */
export type RolloutEvent =
  | { readonly kind: 'completed' }
  | { readonly kind: 'measured'; readonly thresholds: Readonly<Record<string, Thresholds>> }
  /** `meanwhile`: made while something else was done or blocked the next step, so that it ends no wait. */
  | { readonly kind: 'evaluated'; readonly evaluation: Evaluation; readonly meanwhile?: boolean }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'approved' }
  | { readonly kind: 'pause'; readonly reason: string }
  /** `weight`: the candidate's weight in whole percent, where somebody else has moved it; null where nobody has. */
  | { readonly kind: 'resume'; readonly configuration: string; readonly weight: number | null }
  /** The stable color does not run its code any more. */
  | { readonly kind: 'no-way-back'; readonly reason: string }
  | { readonly kind: 'rolled-back-elsewhere'; readonly reason: string }
  | { readonly kind: 'settled-elsewhere'; readonly reason: string }
  | { readonly kind: 'abort'; readonly reason: string };
