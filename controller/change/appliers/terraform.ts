// Changes services through Terraform: their stacks are planned from the environment in memory, guarded, then applied.
import { rmSync } from 'node:fs';
import { desiredRouting, desiredRules } from '../../../routing';
import type { ObservedRule, Router } from '../../../routing';
import type { Environment } from '../../../environments';
import type { Context } from '../../core/context';
import { UserError } from '../../core/errors';
import { terraformChanges } from '../planned-change';
import type { GuardRule, RuleBounds, StackPlan, Violation } from '../../terraform/types';
import { describeKeptParts, isLostByDeploy, keptError } from '../../drift/detect';
import { readPendingChange } from '../../workspace/pending-changes';
import { checkDrift, findKeptRules, liveApplier } from './live';
import { pickServices } from './applier';
import type { PreparedChange, Step, Applier } from './applier';
import { whileLocked } from './while-locked';

/** What may change, for the services of a step. */
export type RuleOf = (step: Step) => GuardRule;

/** Changes services through Terraform. The live rules must match the file before the change, as for the live applier. */
export const terraformApplier = (ruleOf: RuleOf): Applier => ({
  via: 'terraform',
  provesCode: true,
  prepare: async (step): Promise<PreparedChange> => {
    const observed = await (await openRouter(step)).read();
    const warnings = [...checkDrift(step, observed), ...checkKept(step, observed)];
    const plans = await planServices(step.context, step.after, step.services);
    await refuseViolations(plans, ruleOf(step));
    const desired = desiredRouting(pickServices(step.after, step.services));
    return {
      changes: terraformChanges(plans),
      warnings,
      apply: () => whileLocked(step, (context) => applyAll(plans, step.after, context)),
      verify: async () => (await openRouter(step)).verify(desired),
    };
  },
});

/** Changes the routing of services, and nothing else. A sandbox is always live. */
export const routingApplier = (environment: Environment, via: 'live' | 'terraform' = 'terraform'): Applier =>
  environment.target === 'sandbox' || via === 'live'
    ? liveApplier
    : terraformApplier((step) => ({ kind: 'routing', services: [...step.services], rules: boundsOf(step) }));

/**
 * The rules that the file asks for before and after a step. Those before a change of ctl that was not finished count too, and a
 * forced step may begin from anything.
 */
export function boundsOf({ context, before, after, services, force }: Step): RuleBounds {
  const from = pickServices(before, services).flatMap((service) => {
    const unfinished = readPendingChange(context.root, before.name, service.name)?.before ?? [];
    return [service, ...unfinished].flatMap(desiredRules);
  });
  return { from: force ? null : from, to: desiredRouting(pickServices(after, services)) };
}

/**
 * What others have put on the rules and an apply keeps, as warnings.
 * @throws {UserError} DRIFT for what an apply would take away.
 */
function checkKept(step: Step, observed: readonly ObservedRule[]): string[] {
  const found = findKeptRules(step, observed);
  const lost = found.filter(({ kept }) => isLostByDeploy(kept));
  if (lost.length > 0) throw keptError(step.before.name, lost);
  return found.map(describeKeptParts);
}

/** The plans of some services' stacks, one after the other: each keeps its own state. */
export async function planServices(
  context: Context,
  environment: Environment,
  services: readonly string[],
): Promise<StackPlan[]> {
  const { planStack, synth } = await import('../../terraform');
  const stacks = await synth(environment, context, services);
  const plans: StackPlan[] = [];
  for (const stack of stacks.filter((one) => one.service !== undefined && services.includes(one.service))) {
    plans.push(await planStack(environment, stack, context));
  }
  return plans;
}

/**
 * Refuses plans that change more than a verb may.
 * @throws {UserError} exit 3 with every violation.
 */
export async function refuseViolations(plans: readonly StackPlan[], rule: GuardRule): Promise<void> {
  const { guard } = await import('../../terraform');
  const verdict = guard(plans, rule);
  if (!verdict.ok) throw violationError(verdict.violations);
}

/** Applies plans in order, and records each stack that was applied; those without a change are left alone. */
export async function applyAll(plans: readonly StackPlan[], environment: Environment, context: Context): Promise<void> {
  const { applyPlan, recordApplied, withdrawRecord } = await import('../../terraform');
  for (const plan of plans.filter(hasChanges)) {
    const withdrawn = await withdrawRecord(environment, plan.stack, context);
    try {
      await applyPlan(plan, context);
    } finally {
      rmSync(plan.planFile, { force: true });
    }
    await recordApplied(environment, plan, withdrawn, context);
    context.boundary('stack-applied');
  }
}

/** Whether a plan changes anything, outputs too. */
export const hasChanges = (plan: StackPlan): boolean => plan.changes.length > 0 || plan.outputChanges.length > 0;

async function openRouter(step: Step): Promise<Router> {
  const { createRouter } = await import('../../aws/router');
  return createRouter(step.after, step.context);
}

function violationError(violations: readonly Violation[]): UserError {
  const hints = [...new Set(violations.map((violation) => violation.hint))];
  return new UserError(
    violations.find(({ code }) => code)?.code ?? 'PLAN_REFUSED',
    [
      'Terraform would change more than this verb may; nothing was changed:',
      ...violations.map(({ address, actions, reason }) => `  ${address} (${actions.join(', ')}): ${reason}`),
    ].join('\n'),
    hints.join('\n'),
  );
}
