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
import { findUnchangedStacks } from './unchanged';

/** What a deployment may change. */
type Rule = Extract<GuardRule, { kind: 'deploy' }>;

/** Plans a deployment. Services can only be planned when the foundation exists. */
export async function planTerraform(
  context: Context,
  { environment, made, serving }: Versioned,
  { allowDestroy, refresh }: Pick<DeployRequest, 'allowDestroy' | 'refresh'>,
): Promise<Deployment> {
  const stacks = await stacksOf(context, environment, refresh);
  const foundation = await planAll(context, environment, stacks.foundation, stacks.unchanged);
  const waits = foundation.plans.some((plan) => plan.changes.some((change) => change.actions.includes('create')));
  const services = waits
    ? NO_PLANS
    : await planAll(context, environment, stacks.services, unchangedBeside(foundation, stacks.unchanged));
  const plans = [...foundation.plans, ...services.plans];
  await refuseViolations(plans, { kind: 'deploy', allowDestroy: [...allowDestroy], serving });
  const warnings = waits ? [`The services can be planned once the foundation ${environment.name} is there`] : [];
  const unplanned = [...foundation.unplanned, ...services.unplanned];
  return { changes: [...made, ...terraformChanges(plans)], warnings, unplanned };
}

/**
 * Plans, guards, asks and applies, first for the foundation and then for the services. `begin` is called before the first change of a
 * service, and `begun` before the first of all.
 */
export async function deployTerraform(
  context: Context,
  { environment, made, serving }: Versioned,
  request: Pick<DeployRequest, 'yes' | 'show' | 'allowDestroy' | 'refresh'>,
  { begun, begin }: { readonly begun: () => void; readonly begin: () => Promise<void> },
): Promise<Deployment> {
  const rule: Rule = { kind: 'deploy', allowDestroy: [...request.allowDestroy], serving };
  const stacks = await stacksOf(context, environment, request.refresh);
  const done: StackPlan[] = [];
  const unplanned: string[] = [];
  let unchanged = stacks.unchanged;
  let versions: readonly PlannedChange[] = [];
  for (const stage of [stacks.foundation, stacks.services]) {
    const planned = await planAll(context, environment, stage, unchanged);
    const { plans } = planned;
    unchanged = unchangedBeside(planned, unchanged);
    unplanned.push(...planned.unplanned);
    await refuseViolations(plans, rule);
    versions = stage === stacks.services ? made : [];
    if (!plans.some(hasChanges) && versions.length === 0) continue;
    if (!request.yes) request.show([...versions, ...terraformChanges(plans)]);
    const where = whereItStopped(environment, done);
    await confirm(context, request.yes, `Apply this to ${environment.name}?`, where);
    stopIfInterrupted(context, where);
    begun();
    if (stage === stacks.services) await begin();
    await applyAll(plans, environment, context);
    done.push(...plans);
  }
  return { changes: [...versions, ...terraformChanges(done)], warnings: [], unplanned };
}

/** The plans of some stacks, and the names of those that were not planned. */
interface Planned {
  readonly plans: readonly StackPlan[];
  readonly unplanned: readonly string[];
}

const NO_PLANS: Planned = { plans: [], unplanned: [] };

/** Services read the foundation's outputs, so that none counts as unchanged when the foundation changes. */
const unchangedBeside = (foundation: Planned, unchanged: ReadonlySet<string>): ReadonlySet<string> =>
  foundation.plans.some(hasChanges) ? new Set() : unchanged;

/** The stacks of an environment, and the names of those that need no plan; none of them with `refresh`. */
async function stacksOf(
  context: Context,
  environment: Environment,
  refresh: boolean,
): Promise<{
  readonly foundation: readonly StackFolder[];
  readonly services: readonly StackFolder[];
  readonly unchanged: ReadonlySet<string>;
}> {
  const { synth } = await import('../terraform');
  const stacks = await synth(environment, context);
  return {
    foundation: stacks.filter((stack) => stack.service === undefined),
    services: stacks.filter((stack) => stack.service !== undefined),
    unchanged: refresh ? new Set() : await findUnchangedStacks(context, environment, stacks),
  };
}

/** Plans each stack that may have changes, and records those whose plan is empty. */
async function planAll(
  context: Context,
  environment: Environment,
  stacks: readonly StackFolder[],
  unchanged: ReadonlySet<string>,
): Promise<Planned> {
  const { planStack, recordEmptyPlan } = await import('../terraform');
  const plans: StackPlan[] = [];
  for (const stack of stacks.filter(({ name }) => !unchanged.has(name))) {
    const where = `Stopped while planning ${stack.name}; ctl deploy goes on`;
    const plan = await interruptible(context, where, () => planStack(environment, stack, context));
    if (!hasChanges(plan)) await recordEmptyPlan(environment, plan, context);
    plans.push(plan);
  }
  return { plans, unplanned: stacks.map(({ name }) => name).filter((name) => unchanged.has(name)) };
}

const whereItStopped = (environment: Environment, done: readonly StackPlan[]): string =>
  done.length === 0
    ? `Nothing was changed in ${environment.name}`
    : `Applied so far: ${done.map((plan) => plan.stack).join(', ')}; ctl deploy -e ${environment.name} goes on`;
