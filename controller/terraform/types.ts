// The types of a Terraform plan, and of what it may change.
import type { Color, DesiredRule } from '../../routing';
import type { StoredText } from '../store';

/** What Terraform does to a resource. A replacement is `delete` and `create`; `forget` removes it from the state only. */
export type PlanAction = 'create' | 'update' | 'delete' | 'read' | 'no-op' | 'forget';

/** One resource that a plan changes. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly actions: readonly PlanAction[];
  readonly before: unknown;
  readonly after: unknown;
  /** Top-level attributes that differ, or whose value is only known after the apply. */
  readonly changed: readonly string[];
  /** What others have put on a listener rule and the change takes away, such as a login. */
  readonly lost?: string;
}

/** The name of a stack, and its folder in cdktf.out. */
export interface StackFolder {
  readonly name: string;
  readonly dir: string;
}

/** What a plan is based on, and the record of the stack when the plan began. */
export interface Basis {
  /** A hash of the stack's inputs. */
  readonly inputs: string;
  /** What identifies the state of the stack, and that of the foundation, from which services read. */
  readonly state: string;
  readonly foundation: string;
  readonly stored: StoredText | undefined;
}

/** The saved plan of one stack. `service` is undefined for the foundation. */
export interface StackPlan {
  readonly stack: string;
  readonly service: string | undefined;
  readonly dir: string;
  readonly planFile: string;
  readonly changes: readonly ResourceChange[];
  readonly outputChanges: readonly string[];
  /** Undefined when it cannot be told, or has changed while Terraform planned. */
  readonly basis?: Basis;
}

/**
 * The rules before and after a verb. What it changes must have been as one of those before, or anything where `from` is null, and
 * become as those after.
 */
export interface RuleBounds {
  readonly from: readonly DesiredRule[] | null;
  readonly to: readonly DesiredRule[];
}

/** What a verb is allowed to change. */
export type GuardRule =
  | {
      readonly kind: 'routing';
      readonly services: readonly string[];
      readonly rules: RuleBounds;
    }
  | {
      readonly kind: 'stage';
      readonly service: string;
      readonly color: Color;
      /** The rules if the stage settles first, which changes them too. */
      readonly rules?: RuleBounds;
    }
  | {
      readonly kind: 'deploy';
      readonly allowDestroy: readonly string[];
      /** The colors that nothing may touch, since they have traffic. */
      readonly serving: readonly ServingResources[];
    };

/** A color that has traffic. `shared`: whether it uses the role and the security group of the service. */
export interface ServingResources {
  readonly service: string;
  readonly color: Color;
  readonly shared: boolean;
}

/** A change that the verb may not make. */
export interface Violation {
  readonly address: string;
  readonly actions: readonly PlanAction[];
  readonly reason: string;
  /** What to do instead. */
  readonly hint: string;
  /** Set when something that serves would be touched. */
  readonly code?: 'SERVES_TRAFFIC';
}

export type GuardVerdict = { readonly ok: true } | { readonly ok: false; readonly violations: readonly Violation[] };
