// Says whether plans change only what a verb may change. Pure.
import { deployViolation, routingViolation, stageViolation } from './guard-rules';
import type { GuardRule, GuardVerdict, ResourceChange, StackPlan, Violation } from './types';

/** Checks every change of every plan against what the verb is allowed; every violation is named with its reason. */
export function guard(plans: readonly StackPlan[], rule: GuardRule): GuardVerdict {
  const violations = plans.flatMap((plan) => plan.changes.flatMap((change) => check(plan, change, rule) ?? []));
  return violations.length === 0 ? { ok: true } : { ok: false, violations };
}

function check(plan: StackPlan, change: ResourceChange, rule: GuardRule): Violation | undefined {
  const found = because(plan, change, rule);
  return found && { address: change.address, actions: change.actions, ...found };
}

function because(
  plan: StackPlan,
  change: ResourceChange,
  rule: GuardRule,
): Pick<Violation, 'reason' | 'hint'> | undefined {
  switch (rule.kind) {
    case 'routing':
      return routingViolation(plan, change, rule.services);
    case 'stage':
      return stageViolation(plan, change, rule);
    case 'deploy':
      return deployViolation(change, rule.allowDestroy);
  }
}
