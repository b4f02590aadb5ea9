// The request and the result of a deployment.
import type { PlannedChange } from '../change/planned-change';

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
