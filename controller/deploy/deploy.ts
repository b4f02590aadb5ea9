// Deploying a whole environment: what is missing is made and what differs is changed, after it was shown.
import { desiredRouting } from '../../routing';
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { deployTerraform, planTerraform } from './terraform';
import { mismatchError } from '../change/partial-failure';
import { stopIfInterrupted } from '../core/interrupt';
import { acquireLock } from '../lock';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { sandboxChanges } from '../change/planned-change';
import type { PlannedChange } from '../change/planned-change';
import { confirm, preflight } from '../change/preflight';
import { journalDeployment } from './journaled';

/** What to deploy, and how to ask. */
export interface DeployRequest {
  readonly environment: string | undefined;
  /** The only service to deploy; every one when undefined. */
  readonly service: string | undefined;
  readonly yes: boolean;
  readonly reason: string | undefined;
  /** Addresses of resources that may be destroyed or replaced. */
  readonly allowDestroy: readonly string[];
  /** Prints changes before the question. */
  readonly show: (changes: readonly PlannedChange[]) => void;
}

/** What was deployed, or would be. */
export interface DeployResult {
  readonly verb: 'deploy' | 'plan';
  readonly environment: string;
  readonly via: 'terraform' | 'sandbox';
  readonly changed: boolean;
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
}

/** The changes that a deployment makes, and what could not be told. */
export interface Deployment {
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly string[];
}

/** What a deployment would change; changes nothing. */
export async function planDeployment(
  context: Context,
  request: Pick<DeployRequest, 'environment' | 'service' | 'allowDestroy'>,
): Promise<DeployResult> {
  const file = await findEnvironment(context, request.environment);
  const environment = only((await openEnvironment(context, file)).environment, request.service);
  await preflight(context, environment);
  const deployment =
    environment.target === 'sandbox'
      ? { changes: await sandboxPlan(context, environment), warnings: [] }
      : await planTerraform(context, environment, request.allowDestroy);
  return resultOf('plan', environment, deployment);
}

/**
 * Makes an environment what its file says, then reads every rule back.
 * @throws {UserError} when the guard refuses, the user says no, or a rule is not as it should be.
 */
export async function runDeployment(context: Context, request: DeployRequest): Promise<DeployResult> {
  const file = await findEnvironment(context, request.environment);
  const lock = acquireLock(context, file.name, 'deploy', false);
  try {
    context.boundary('locked');
    const environment = only((await openEnvironment(context, file)).environment, request.service);
    await preflight(context, environment);
    await lock.share(environment);
    const { target } = environment;
    const deployment = await journalDeployment(context, environment, request.reason, (begun) =>
      target === 'sandbox'
        ? deployToSandbox(context, environment, request, begun)
        : deployTerraform(context, environment, request, begun),
    );
    return resultOf('deploy', environment, deployment);
  } finally {
    await lock.release();
  }
}

/** The environment with one service only; its foundation stays. */
const only = (environment: Environment, service: string | undefined): Environment =>
  service === undefined ? environment : { ...environment, services: selectServices(environment, { service }) };

async function sandboxPlan(context: Context, environment: Environment): Promise<PlannedChange[]> {
  const { deploySandbox } = await import('../aws');
  return sandboxChanges(await deploySandbox(environment, { context, services: environment.services, dryRun: true }));
}

async function deployToSandbox(
  context: Context,
  environment: Environment,
  request: DeployRequest,
  begun: () => void,
): Promise<Deployment> {
  const changes = await sandboxPlan(context, environment);
  if (changes.length === 0) return { changes, warnings: [] };
  if (!request.yes) request.show(changes);
  const untouched = `Nothing was changed in ${environment.name}`;
  await confirm(context, request.yes, `Deploy ${environment.name}?`, untouched);
  stopIfInterrupted(context, untouched);
  begun();
  const { deploySandbox } = await import('../aws');
  await deploySandbox(environment, { context, services: environment.services });
  await verifyRules(context, environment);
  return { changes, warnings: [] };
}

/** Reads back every rule of an environment. */
export async function verifyRules(context: Context, environment: Environment): Promise<void> {
  const { createRouter } = await import('../aws');
  const mismatches = await (await createRouter(environment, context)).verify(desiredRouting(environment.services));
  if (mismatches.length > 0) throw mismatchError(mismatches);
}

const resultOf = (
  verb: DeployResult['verb'],
  environment: Environment,
  { changes, warnings }: Deployment,
): DeployResult => ({
  verb,
  environment: environment.name,
  via: environment.target === 'sandbox' ? 'sandbox' : 'terraform',
  changed: changes.length > 0,
  changes,
  warnings,
});
