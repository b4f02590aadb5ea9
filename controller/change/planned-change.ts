// One thing that a command would change, or has changed: the same data for --dry-run, the terminal and JSON.
import type { Change, Color } from '../../routing';
import type { SandboxChange } from '../sandbox/change';
import type { PlanAction, StackPlan } from '../terraform/types';

/** A change of a live rule, of what a color runs, of a resource by Terraform, or of something in the sandbox. */
export type PlannedChange =
  | { readonly kind: 'rule'; readonly change: Change }
  | {
      readonly kind: 'terraform';
      readonly stack: string;
      readonly address: string;
      readonly actions: readonly PlanAction[];
      readonly changed: readonly string[];
      /** What others have put on a listener rule and the change takes away, such as a login. */
      readonly lost?: string;
    }
  | VersionChange
  | { readonly kind: 'sandbox'; readonly resource: string; readonly action: string; readonly detail: string };

/** A color that is built from another version. `differs`: names of settings, or code. */
export interface VersionChange {
  readonly kind: 'version';
  readonly service: string;
  readonly color: Color;
  readonly from: string | null;
  readonly to: string;
  readonly differs: readonly string[];
  /** Set when the color has traffic and is changed all the same: how much. */
  readonly inPlace?: string;
}

export const ruleChanges = (changes: readonly Change[]): PlannedChange[] =>
  changes.map((change) => ({ kind: 'rule', change }));

export const sandboxChanges = (changes: readonly SandboxChange[]): PlannedChange[] =>
  changes.map((change) => ({ kind: 'sandbox', ...change }));

/** A plan's changes without the values, which may hold secrets. */
export const terraformChanges = (plans: readonly StackPlan[]): PlannedChange[] =>
  plans.flatMap((plan) =>
    plan.changes.map(({ address, actions, changed, lost }) => ({
      kind: 'terraform' as const,
      stack: plan.stack,
      address,
      actions,
      changed,
      ...(lost !== undefined && { lost }),
    })),
  );
