// The pipeline's request and result.
import type { Environment, Service } from '../../environments';
import type { Effect } from '../propagation/observe';
import type { PlannedChange } from './planned-change';
import type { Decision, Snapshot } from '../release';
import type { Applier } from './appliers/applier';

/** A verb that is about to change services. */
export interface ChangeRequest {
  readonly verb: string;
  readonly environment: string | undefined;
  readonly service: string | undefined;
  /** Several services by name, which then replace `service` and `all`. */
  readonly services?: readonly string[];
  readonly all: boolean;
  readonly decide: (service: Service, environment: Environment) => Decision | Promise<Decision>;
  readonly applierFor: (environment: Environment, services: readonly Service[]) => Applier;
  readonly dryRun: boolean;
  /** A question to ask after the changes were shown; `show` prints them. */
  readonly ask?: { readonly yes: boolean; readonly show: (changes: readonly PlannedChange[]) => void };
  readonly reason: string | undefined;
  /** Called after the user agreed and before anything is written; throws to stop. `services` are as they will be. */
  readonly check?: (environment: Environment, services: readonly ServiceResult[]) => Promise<void>;
  /** Called under the lock when the change has ended; its warnings are added to the result. */
  readonly afterwards?: (environment: Environment, result: ChangeResult) => Promise<readonly string[]>;
  /** Takes the lock from its holder, and ignores drift. */
  readonly force: boolean;
}

/** What a verb did to one service. */
export interface ServiceResult {
  readonly service: string;
  readonly summary: string;
  readonly changed: boolean;
  readonly from: Snapshot;
  readonly to: Snapshot;
  /** A gate that was overridden for it. */
  readonly overrode?: string;
}

/** What a verb did, or with `dryRun` would do. */
export interface ChangeResult {
  readonly verb: string;
  readonly environment: string;
  readonly via: Applier['via'];
  readonly dryRun: boolean;
  readonly changed: boolean;
  readonly services: readonly ServiceResult[];
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
  /** Whether the change is in effect, for services with a probe whose split moved. */
  readonly effects: readonly Effect[];
}
