// What drives a rollout in a process, and the progress that it reports.
import type { Context } from '../core/context';
import type { Holder } from '../lock';
import type { RolloutEvent, RolloutState } from '../release';
import type { EnvironmentFile } from '../workspace/open-environment';
import type { RolloutStore } from '../rollout-store';
import type { PlanForecast } from './forecast';
import type { RolloutPorts } from './ports';

/** Everything that drives a rollout. */
export interface Driver {
  readonly context: Context;
  readonly file: EnvironmentFile;
  readonly store: RolloutStore;
  readonly id: string;
  readonly services: readonly string[];
  /** This process, as the store names it while it drives the rollout. */
  readonly holder: Holder;
  readonly ports: RolloutPorts;
  readonly report: Report;
}

/** Progress of a rollout. `not-rolled-back`: a rollback failed and will be tried again. */
export type Progress =
  | {
      readonly kind: 'event';
      readonly event: RolloutEvent;
      readonly before: RolloutState;
      readonly state: RolloutState;
    }
  | { readonly kind: 'warning'; readonly message: string; readonly state: Pick<RolloutState, 'services'> }
  | { readonly kind: 'forecast'; readonly forecast: PlanForecast; readonly state: RolloutState }
  | { readonly kind: 'not-rolled-back'; readonly reason: string | null; readonly state: RolloutState };

/** Is called with each progress as it happens. */
export type Report = (progress: Progress) => void;

/** Reports each of some warnings. */
export function reportWarnings(
  report: Report,
  state: Pick<RolloutState, 'services'>,
  warnings: readonly string[],
): void {
  for (const message of warnings) report({ kind: 'warning', message, state });
}
