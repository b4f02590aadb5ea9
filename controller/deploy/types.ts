// The request and the result of a deployment.
import type { Environment } from '../../environments';
import type { PlannedChange } from '../change/planned-change';
import type { ServingResources } from '../terraform/types';

/** What to deploy, and how to ask. */
export interface DeployRequest {
  readonly environment: string | undefined;
  /** The only service to deploy; every one when undefined. */
  readonly service: string | undefined;
  readonly yes: boolean;
  readonly reason: string | undefined;
  /** Addresses of resources that may be destroyed or replaced. */
  readonly allowDestroy: readonly string[];
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
}

/** The changes that a deployment makes, and what could not be determined. */
export interface Deployment {
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
}

/** An environment whose services have the versions that they shall run, with those changes, and the colors that nothing may touch. */
export interface Versioned {
  readonly environment: Environment;
  readonly made: readonly PlannedChange[];
  readonly serving: readonly ServingResources[];
}
