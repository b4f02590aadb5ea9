// The port through which a change is made: live, through Terraform, in the sandbox, or in the file only.
import type { Environment, Service } from '../../../environments';
import type { Mismatch } from '../../../routing';
import type { Context } from '../../core/context';
import type { PlannedChange } from '../planned-change';

/** A change of some services, with the environment before and after. */
export interface Step {
  readonly context: Context;
  readonly verb: string;
  readonly before: Environment;
  readonly after: Environment;
  /** Names of the services to change. */
  readonly services: readonly string[];
  /** Whether drift is only a warning, as for a rollback. */
  readonly force: boolean;
  /** Throws a UserError once another process has taken the environment's lock over. */
  readonly assertHeld: () => Promise<void>;
}

/** A change that is ready to be applied; nothing was changed yet. */
export interface PreparedChange {
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
  apply(): Promise<void>;
  /** Reads back, and returns the rules that differ from the file now. */
  verify(): Promise<readonly Mismatch[]>;
}

/** How a change is made. */
export interface Applier {
  readonly via: 'live' | 'terraform' | 'sandbox' | 'file';
  /** Whether it finds out that the functions run what the file says, or replaces what they run. */
  readonly provesCode: boolean;
  /**
   * Computes what would change.
   * @throws {UserError} for drift, or for a plan that the guard refuses.
   */
  prepare(step: Step): Promise<PreparedChange>;
}

/** The services of a step, as an environment has them. */
export const pickServices = (environment: Environment, names: readonly string[]): readonly Service[] =>
  environment.services.filter((service) => names.includes(service.name));
