// ctl rollback as data: moves traffic back, then runs hooks, notifies, observes the effect and makes a plan with Terraform.
import { terraformChanges } from '../change/planned-change';
import type { ChangeResult } from '../change/types';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { toFileError } from '../core/system-error';
import type { Effect } from '../propagation/observe';
import { runHooksAndNotify } from './hooks-and-notifications';
import type { TrafficResult } from './move-traffic';
import { describeLeft } from './left-in-terraform';
import type { RollbackProblem } from './result';
import { rollBack } from './rollback';
import type { RolledBack } from './rollback';
import { chooseTarget } from './target';
import type { RollbackArguments } from './target';

/** Called during a rollback, before its slow steps. */
export interface RollbackEvents {
  /** Traffic was read back; `failures` are the services that are not rolled back, with the reason. */
  readonly moved: (result: ChangeResult, failures: ReadonlyMap<string, string>) => void;
  readonly observed: (effect: Effect) => void;
}

/** What a rollback did; `problem` is what a person must correct, if anything. */
export interface RollbackReport {
  readonly result: ChangeResult;
  readonly problem: RollbackProblem | undefined;
}

/**
 * Rolls services back through the live rules.
 * @throws {UserError} when the live rules cannot be read at all, or the account is the wrong one.
 */
export async function runRollback(
  context: Context,
  args: RollbackArguments,
  events: RollbackEvents,
): Promise<RollbackReport> {
  const done = await rollBack(context, {
    environment: args.environment,
    service: args.service,
    all: args.all,
    dryRun: args.dryRun,
    reason: args.message,
    ...(await chooseTarget(context, args)),
    onMoved: (result: ChangeResult, { failures }: TrafficResult) => events.moved(result, failures),
  });
  const { problem, after, failed } = done;
  const notice = { reason: args.message ?? null, failed, rollout: null };
  const notifying = runHooksAndNotify(context, after, done.result, notice);
  const effects = await observe(context, args, done);
  effects.forEach(events.observed);
  const left = await findTerraformChanges(context, args, done);
  const warnings = [...done.result.warnings, ...left, ...(await notifying)];
  return { result: { ...done.result, effects, warnings }, problem };
}

/** Observes whether users get the rollback. This never fails it: the rules were read back. */
async function observe(
  context: Context,
  { reconcile, dryRun }: RollbackArguments,
  { before, after, result }: RolledBack,
): Promise<readonly Effect[]> {
  if (!reconcile || dryRun || after.services.every((service) => !service.probe)) return [];
  const { observeEffects } = await import('../propagation/observe');
  return observeEffects(
    context,
    before,
    after,
    result.services.map((one) => one.service),
  );
}

/** What Terraform would still change, as warnings. No plan is made where the file differs from the live rules. */
async function findTerraformChanges(
  context: Context,
  { reconcile, dryRun }: RollbackArguments,
  { after, result, problem }: RolledBack,
): Promise<readonly string[]> {
  if (!reconcile || dryRun || problem || after.target === 'sandbox') return [];
  const services = result.services.map((one) => one.service);
  try {
    context.io.err('Traffic is back; checking that Terraform agrees');
    const { planServices } = await import('../change/appliers/terraform');
    return describeLeft(after.name, terraformChanges(await planServices(context, after, services)));
  } catch (thrown) {
    const error = toFileError(thrown);
    if (!(error instanceof UserError)) throw error;
    return [`Terraform could not be asked: ${error.message}. Traffic is back; later: ctl plan -e ${after.name}`];
  }
}
