// What the control plane's actions use.
import type { Place } from '../arns';
import type { CodeStore } from '../code';
import type { Runner } from '../functions/runner';
import type { Store } from '../state';

export interface ControlPlaneContext {
  readonly place: Place;
  readonly store: Store;
  readonly code: CodeStore;
  readonly runner: Runner;
  /** The listener's port. */
  readonly port: () => number;
  readonly now: () => Date;
}
