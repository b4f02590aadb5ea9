// What a rollout needs from outside, beside the verbs: what the colors did, what hooks say, and whom to tell.
import type { Environment, Service } from '../../environments/schema';
import type { HookPoint } from '../../environments/schema-rollout';
import type { HookResult } from '../hooks/types';
import type { Look, RolloutState } from '../release/rollout';

/** The services of a rollout, as the environment file has them now. */
export interface Ground {
  readonly environment: Environment;
  readonly services: readonly Service[];
}

/** Something happened that others may want to know. */
export type News =
  'started' | 'shifted' | 'approval-needed' | 'paused' | 'resumed' | 'promoted' | 'settled' | 'rolled-back';

export interface Senses {
  /** Judges every service of a rollout together. Throws a UserError where AWS cannot be read. */
  readonly look: (state: RolloutState, ground: Ground) => Promise<Look>;
  /** What a slow invocation of each service is, in milliseconds: the stable color's 95th percentile so far. */
  readonly slowMs: (state: RolloutState, ground: Ground) => Promise<Readonly<Record<string, number | null>>>;
  /** Runs the hooks of a point. */
  readonly hooks: (point: HookPoint, state: RolloutState, ground: Ground) => Promise<HookResult>;
  /** Tells who asked to be told; returns warnings and never throws. */
  readonly tell: (news: News, state: RolloutState, ground: Ground) => Promise<readonly string[]>;
  /** Why traffic may not be shifted up at this time; undefined when it may. */
  readonly frozen: (state: RolloutState, ground: Ground) => string | undefined;
}
