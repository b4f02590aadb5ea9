// What the data plane serves: rules, and the function behind each target group. Two control planes provide it.
import type { ObservedRule } from '../routing';
import type { FunctionVersion } from './functions/model';

/** The target of a group: a function that can run, none registered, or one that cannot run and why. */
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

/** The routing in force at the moment of the call. */
export interface Table {
  rules(): readonly ObservedRule[];
  targetGroup(name: string): ServedGroup | undefined;
}
