// The routing table that the data plane serves: from the sandbox's own control plane, or from another one.
import type { ObservedRule } from '../routing';
import type { FunctionVersion } from './functions/model';

/** The target of a group: a function that can run, no registered target, or a function that cannot run and why. */
export type ServedTarget =
  | { readonly kind: 'function'; readonly fn: FunctionVersion }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly reason: string };

/** A target group as the data plane needs it. */
export interface ServedGroup {
  readonly name: string;
  readonly arn: string;
  readonly multiValueHeaders: boolean;
  readonly target: ServedTarget;
}

/** The routing at the time of the call. */
export interface Table {
  rules(): readonly ObservedRule[];
  targetGroup(name: string): ServedGroup | undefined;
}
