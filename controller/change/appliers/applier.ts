// The port through which a change is made: live, through Terraform, or as a deployment to the sandbox.
import type { Environment, Service } from '../../../environments';
import type { Mismatch } from '../../../routing';
import type { Context } from '../../core/context';
import type { PlannedChange } from '../planned-change';

/** A change of some services, from what the file said to what it will say. */
export interface Step {
  readonly context: Context;
  readonly before: Environment;
  readonly after: Environment;
  /** Names of the services that are to change. */
  readonly services: readonly string[];
  /** Whether to go ahead over drift with a warning, as a rollback does. */
  readonly force: boolean;
  /** Throws a UserError once another process has taken the environment's lock over. */
  readonly assertHeld: () => Promise<void>;
}

/** A change that is ready to be made; nothing has happened yet. */
export interface PreparedChange {
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
  apply(): Promise<void>;
  /** Reads back, and returns the rules that are not as the file says now. */
  verify(): Promise<readonly Mismatch[]>;
  /** What is left to do once traffic is where it should be; returns warnings, as nothing here may fail the change. */
  afterwards(): Promise<readonly string[]>;
}

/** A way to make a change. */
export interface Applier {
  readonly via: 'live' | 'terraform' | 'sandbox' | 'file';
  /** Works out what would change. Throws a UserError for drift, or for a plan that the guard refuses. */
  prepare(step: Step): Promise<PreparedChange>;
}

/** The services of a step, as an environment has them. */
export const pickServices = (environment: Environment, names: readonly string[]): readonly Service[] =>
  environment.services.filter((service) => names.includes(service.name));
