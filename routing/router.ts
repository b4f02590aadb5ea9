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
  /** Every rule of the listener, foreign ones and the default rule too. */
  read(): Promise<ObservedRule[]>;
  /** Carries out changes in the order given, each in place; stops at the first that fails and throws. */
  apply(changes: readonly Change[]): Promise<void>;
  /** Reads back, and returns the rules that are not as desired: priority, conditions, both weights and stickiness. */
  verify(desired: readonly DesiredRule[]): Promise<Mismatch[]>;
}
