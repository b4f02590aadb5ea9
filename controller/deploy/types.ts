// The request and the result of a deployment.
import type { Environment } from '../../environments';
import type { PlannedChange } from '../change/planned-change';
import type { ServingResources } from '../terraform/types';
import type { NewVersion } from './desired-versions';
import type { ServingColor } from './serving';

/** What to deploy, and how to ask. */
export interface DeployRequest {
  readonly environment: string | undefined;
  /** The only service to deploy; every one when undefined. */
  readonly service: string | undefined;
  readonly yes: boolean;
  readonly reason: string | undefined;
  /** Addresses of resources that may be destroyed or replaced. */
  readonly allowDestroy: readonly string[];
  /** Whether to plan the stacks too that are unchanged since they were last applied. */
  readonly refresh: boolean;
  /** Colors with traffic that may be changed all the same, such as `web/blue`. */
  readonly inPlace: readonly string[];
  /** Prints changes before the question. */
  readonly show: (changes: readonly PlannedChange[]) => void;
}

/** What was deployed, or would be. */
export interface DeployResult {
  readonly verb: 'deploy' | 'plan';
  readonly environment: string;
  readonly via: 'terraform' | 'sandbox';
  readonly changed: boolean;
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
  /** Names of the stacks that were not planned, since they are unchanged since they were last applied. */
  readonly unplanned: readonly string[];
}

/** The changes that a deployment makes, and what could not be determined or was not planned. */
export interface Deployment {
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
  readonly unplanned: readonly string[];
}

/** An environment whose services have the versions that they shall run, with those changes, and the colors that nothing may touch. */
export interface Versioned {
  readonly environment: Environment;
  readonly made: readonly PlannedChange[];
  readonly serving: readonly ServingResources[];
}

/** A deployment that may be made; nothing was changed yet. */
export interface Prepared extends Versioned {
  readonly warnings: readonly string[];
  /** Versions that are not recorded yet. */
  readonly newVersions: readonly NewVersion[];
  readonly servingColors: readonly ServingColor[];
  /** Colors with traffic that are changed all the same. */
  readonly inPlace: readonly ServingColor[];
  /** The environment until those were tried: their aliases stay. */
  readonly held: Environment;
  /** The environment with the versions that are recorded now. */
  readonly recorded: Environment;
}
