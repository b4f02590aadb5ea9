// Deploys through Terraform: the foundation first, since the services need it, then every service.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { interruptible, stopIfInterrupted } from '../core/interrupt';
import { terraformChanges } from '../change/planned-change';
import type { PlannedChange } from '../change/planned-change';
import { confirm } from '../change/preflight';
import type { GuardRule, StackFolder, StackPlan } from '../terraform/types';
import { applyAll, hasChanges, refuseViolations } from '../change/appliers/terraform';
import type { Deployment, DeployRequest, Versioned } from './types';

/** What a deployment may change. */
type Rule = Extract<GuardRule, { kind: 'deploy' }>;

/** Plans a deployment. Services can only be planned when the foundation exists. */
export async function planTerraform(
  context: Context,
  { environment, made, serving }: Versioned,
  allowDestroy: readonly string[],
): Promise<Deployment> {
  const { foundation, services } = await stacksOf(context, environment);
  const plans = await planAll(context, environment, foundation);
  const waits = plans.some((plan) => plan.changes.some((change) => change.actions.includes('create')));
  if (!waits) plans.push(...(await planAll(context, environment, services)));
  await refuseViolations(plans, { kind: 'deploy', allowDestroy: [...allowDestroy], serving });
  const warnings = waits ? [`The services can be planned once the foundation ${environment.name} is there`] : [];
  return { changes: [...made, ...terraformChanges(plans)], warnings };
}

/**
 * Plans, guards, asks and applies, first for the foundation and then for the services. `begin` is called before the first change of a
 * service, and `begun` before the first of all.
 */
export async function deployTerraform(
  context: Context,
  { environment, made, serving }: Versioned,
  request: Pick<DeployRequest, 'yes' | 'show' | 'allowDestroy'>,
  { begun, begin }: { readonly begun: () => void; readonly begin: () => Promise<void> },
): Promise<Deployment> {
  const { foundation, services } = await stacksOf(context, environment);
  const rule: Rule = { kind: 'deploy', allowDestroy: [...request.allowDestroy], serving };
  const done: StackPlan[] = [];
  let versions: readonly PlannedChange[] = [];
  for (const stage of [foundation, services]) {
    const plans = await planAll(context, environment, stage);
    await refuseViolations(plans, rule);
    versions = stage === services ? made : [];
    if (!plans.some(hasChanges) && versions.length === 0) continue;
    if (!request.yes) request.show([...versions, ...terraformChanges(plans)]);
    const where = whereItStopped(environment, done);
    await confirm(context, request.yes, `Apply this to ${environment.name}?`, where);
    stopIfInterrupted(context, where);
    begun();
    if (stage === services) await begin();
    await applyAll(plans, context);
    done.push(...plans);
  }
  return { changes: [...versions, ...terraformChanges(done)], warnings: [] };
}

async function stacksOf(
  context: Context,
  environment: Environment,
): Promise<{ foundation: readonly StackFolder[]; services: readonly StackFolder[] }> {
  const { synth } = await import('../terraform');
  const stacks = await synth(environment, context);
  return {
    foundation: stacks.filter((stack) => stack.service === undefined),
    services: stacks.filter((stack) => stack.service !== undefined),
  };
}

async function planAll(
  context: Context,
  environment: Environment,
  stacks: readonly StackFolder[],
): Promise<StackPlan[]> {
  const { planStack } = await import('../terraform');
  const plans: StackPlan[] = [];
  for (const stack of stacks) {
    const where = `Stopped while planning ${stack.name}; ctl deploy goes on`;
    plans.push(await interruptible(context, where, () => planStack(environment, stack, context)));
  }
  return plans;
}

const whereItStopped = (environment: Environment, done: readonly StackPlan[]): string =>
  done.length === 0
    ? `Nothing was changed in ${environment.name}`
    : `Applied so far: ${done.map((plan) => plan.stack).join(', ')}; ctl deploy -e ${environment.name} goes on`;
