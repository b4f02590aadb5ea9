// Ports of a rollout: metrics, hooks, notifications and the calendar.
import type { Environment, Service } from '../../environments/schema';
import type { HookPoint } from '../../environments/schema-rollout';
import type { HookResult } from '../hooks/types';
import type { ReleaseEvent } from '../notify';
import type { Thresholds } from '../release/judge';
import type { Evaluation, RolloutState } from '../release/rollout';

/** The services of a rollout, as the environment file has them now. */
export interface RolloutServices {
  readonly environment: Environment;
  readonly services: readonly Service[];
}

/** What a rollout sends notifications about. */
export type NotificationKind = Exclude<ReleaseEvent['kind'], 'aborted'>;

export interface RolloutPorts {
  /**
   * Judges all services of a rollout together.
   * @throws {UserError} when AWS cannot be read.
   */
  readonly evaluate: (state: RolloutState, target: RolloutServices) => Promise<Evaluation>;
  /** What is slow for each service, by what the stable color did so far. */
  readonly measureThresholds: (
    state: RolloutState,
    target: RolloutServices,
  ) => Promise<Readonly<Record<string, Thresholds>>>;
  /** Runs the hooks of a point. `signal` ends them, as Ctrl-C does. */
  readonly runHooks: (
    point: HookPoint,
    state: RolloutState,
    target: RolloutServices,
    signal: AbortSignal,
  ) => Promise<HookResult>;
  /** Sends notifications; returns warnings and never throws. */
  readonly notify: (kind: NotificationKind, state: RolloutState, target: RolloutServices) => Promise<readonly string[]>;
  /** Why no candidate may get more traffic now; undefined when one may. */
  readonly checkFreeze: (state: RolloutState, target: RolloutServices) => string | undefined;
}
