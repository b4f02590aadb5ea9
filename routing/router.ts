// The port through which rules are read and changed; controller/aws has the implementation over the ELBv2 API.
import type { Change } from './diff';
import type { DesiredRule, ObservedRule } from './model';

/** A rule that is not as desired after a change. `observed` is undefined when the rule is not there at all. */
export interface Mismatch {
  readonly rule: DesiredRule;
  readonly observed: ObservedRule | undefined;
}

/** Reads and changes the rules of one listener. */
export interface Router {
  /** Every rule of the listener, including foreign rules and the default rule. */
  read(): Promise<ObservedRule[]>;
  /** Makes the changes in the given order, each in place. Throws at the first that fails. */
  apply(changes: readonly Change[]): Promise<void>;
  /** Reads the rules back and returns those that differ in priority, conditions, weights or stickiness. */
  verify(desired: readonly DesiredRule[]): Promise<Mismatch[]>;
}
