// The words of a rollout: its plan, where it is, what it does next, and what may happen to it. Pure.
import type { StrategyStep } from '../../../environments/strategy';
import type { Color } from '../../../routing/model';

/** What a rollout follows from its start to its end. Times in seconds. */
export interface RolloutPlan {
  readonly steps: readonly StrategyStep[];
  readonly bakeSeconds: number;
  readonly settle: boolean;
  readonly intervalSeconds: number;
  readonly selfTestSeconds: number;
  readonly approval: { readonly expiresSeconds: number; readonly otherwise: 'rollback' | 'go_on' };
  readonly lostApiSeconds: number;
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
  | { readonly at: 'done'; readonly outcome: Outcome; readonly reason: string };

export type Outcome = 'settled' | 'promoted' | 'rolled-back';

/** What was seen at one look. `hold`: there is too little to say anything, and the rollout must not go on before there is more. */
export interface Look {
  /** ISO time. */
  readonly at: string;
  readonly kind: 'pass' | 'fail' | 'inconclusive' | 'hold';
  readonly reason: string;
  readonly metrics: readonly LookMetric[];
}

/** One metric of a look: what it is now, and what that says. `value` is drawn as a line over time. */
export interface LookMetric {
  readonly name: string;
  readonly kind: Look['kind'];
  readonly value: number | null;
  readonly reason: string;
}

/** Why a rollout waits for a person, and where it goes on when told to. */
export interface Pause {
  readonly reason: string;
  /** ISO time. */
  readonly since: string;
  readonly then: Position;
}

/** A rollout, as it is kept between two steps. Times are ISO. */
export interface RolloutState {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly environment: string;
  readonly services: readonly string[];
  /** The color that each service rolls out to. */
  readonly candidates: Readonly<Record<string, Color>>;
  /** Hash of what the rollout was started with: when the file says something else, it pauses. */
  readonly configuration: string;
  readonly plan: RolloutPlan;
  readonly by: string;
  /** Why, as -m said it when it began, or was last resumed. */
  readonly reason: string | null;
  /** Through which of the two writers the weights move. */
  readonly via: 'live' | 'terraform';
  readonly startedAt: string;
  readonly position: Position;
  /** When the position was reached. */
  readonly since: string;
  /** When the state was last written: a clock that shows less went back. */
  readonly updatedAt: string;
  readonly pause: Pause | null;
  readonly looks: readonly Look[];
  /** Since when nothing could be read from AWS; null while it can. */
  readonly lostSince: string | null;
  /** When the candidates got their first ordinary traffic; null before. */
  readonly shiftedAt: string | null;
  /** What a slow invocation of each service is, in milliseconds, measured before the first shift; null where nothing says. */
  readonly slowMs: Readonly<Record<string, number | null>>;
}

/** What to do next. */
export type Action =
  | { readonly kind: 'open-canary' }
  | { readonly kind: 'hooks'; readonly point: 'before_shift' | 'after_step' | 'after_promote' }
  | { readonly kind: 'shift'; readonly weight: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'wait'; readonly until: Date; readonly for: string }
  | { readonly kind: 'settle' }
  | { readonly kind: 'roll-back'; readonly reason: string }
  | { readonly kind: 'stop' };

/** What happened. */
export type Event =
  | { readonly kind: 'carried-out' }
  | { readonly kind: 'measured'; readonly slowMs: Readonly<Record<string, number | null>> }
  | { readonly kind: 'looked'; readonly look: Look }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'out-of-reach'; readonly reason: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'approved' }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume'; readonly configuration: string }
  | { readonly kind: 'went-back'; readonly reason: string }
  | { readonly kind: 'abort'; readonly reason: string };
