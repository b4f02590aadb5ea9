// Deploys a whole environment: shows the changes, then creates what is missing and changes what differs.
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
import type { DeployRequest, DeployResult, Deployment } from './types';
import { takeSnapshot } from '../release';
import { compareWithJournal, describeEdits, refuseStale } from '../store/checkout';
import type { ComparedService } from '../store/checkout';
import { openJournal } from '../store/journal';
import type { NewEntry } from '../store/journal';
import { clearPendingChanges } from '../workspace/pending-changes';
import { messageOf } from '../core/errors';
import { confirm, preflight } from '../change/preflight';

/** What a deployment would change; changes nothing. */
export async function planDeployment(
  context: Context,
  request: Pick<DeployRequest, 'environment' | 'service' | 'allowDestroy' | 'refresh'>,
): Promise<DeployResult> {
  const file = await findEnvironment(context, request.environment);
  const environment = only((await openEnvironment(context, file)).environment, request.service);
  await preflight(context, environment);
  const deployment =
    environment.target === 'sandbox'
      ? { changes: await sandboxPlan(context, environment), warnings: [], unplanned: [] }
      : await planTerraform(context, environment, request);
  return resultOf('plan', environment, deployment);
}

/**
 * Applies an environment's file, then reads every rule back.
 * @throws {UserError} when the guard refuses, the user says no, or a rule read back differs.
 */
export async function runDeployment(context: Context, request: DeployRequest): Promise<DeployResult> {
  const file = await findEnvironment(context, request.environment);
  const lock = await acquireLock(context, file.name, 'deploy', false);
  try {
    context.boundary('locked');
    const environment = only((await openEnvironment(context, file)).environment, request.service);
    await preflight(context, environment);
    await lock.share(environment);
    const compared = await compareWithJournal(context, environment, environment.services);
    refuseStale(environment.name, compared, 'proven');
    for (const edit of describeEdits(compared)) context.io.err(`Takes up an edit of the file: ${edit}`);
    const { target } = environment;
    const deployment = await journalDeployment(context, environment, compared, request.reason, (begun) =>
      target === 'sandbox'
        ? deployToSandbox(context, environment, request, begun)
        : deployToAws(context, environment, request, begun),
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
  const { deploySandbox } = await import('../sandbox/deploy');
  return sandboxChanges(await deploySandbox(environment, { context, services: environment.services, dryRun: true }));
}

async function deployToSandbox(
  context: Context,
  environment: Environment,
  request: DeployRequest,
  begun: () => void,
): Promise<Deployment> {
  const changes = await sandboxPlan(context, environment);
  if (changes.length === 0) return { changes, warnings: [], unplanned: [] };
  if (!request.yes) request.show(changes);
  const untouched = `Nothing was changed in ${environment.name}`;
  await confirm(context, request.yes, `Deploy ${environment.name}?`, untouched);
  stopIfInterrupted(context, untouched);
  begun();
  const { deploySandbox } = await import('../sandbox/deploy');
  await deploySandbox(environment, { context, services: environment.services });
  await verifyRules(context, environment);
  return { changes, warnings: [], unplanned: [] };
}

async function deployToAws(
  context: Context,
  environment: Environment,
  request: DeployRequest,
  begun: () => void,
): Promise<Deployment> {
  const deployment = await deployTerraform(context, environment, request, begun);
  await verifyRules(context, environment);
  return deployment;
}

/** @throws {UserError} READ_BACK_DIFFERS when a rule of the environment differs from its file. */
async function verifyRules(context: Context, environment: Environment): Promise<void> {
  const { createRouter } = await import('../aws/router');
  const mismatches = await (await createRouter(environment, context)).verify(desiredRouting(environment.services));
  if (mismatches.length > 0) throw mismatchError(mismatches);
}

/**
 * Journals a deployment that changed something, took up an edit of the file, or failed after its first change: one entry for each
 * service, from the newest revision to the file.
 */
async function journalDeployment(
  context: Context,
  environment: Environment,
  compared: readonly ComparedService[],
  reason: string | undefined,
  run: (begun: () => void) => Promise<Deployment>,
): Promise<Deployment> {
  let hasBegun = false;
  const via = environment.target === 'sandbox' ? 'sandbox' : 'terraform';
  const record = async (
    services: readonly ComparedService[],
    how: Pick<NewEntry, 'result' | 'error'>,
  ): Promise<boolean> => {
    let journaled = true;
    const journal = await openJournal(context, environment);
    for (const { service, revisions } of services) {
      const from = revisions[0]?.to ?? null;
      const to = takeSnapshot(service);
      const entry = { verb: 'deploy', service: service.name, from, to, reason: reason ?? null, via, ...how } as const;
      journaled = (await journal.append(entry)) !== undefined && journaled;
    }
    return journaled;
  };
  try {
    const deployment = await run(() => (hasBegun = true));
    const changed = compared.filter(
      ({ state, revisions }) => deployment.changes.length > 0 || state.kind !== 'current' || revisions.length === 0,
    );
    const journaled = await record(changed, { result: 'done' });
    const services = environment.services.map((service) => service.name);
    if (journaled) clearPendingChanges(context.root, environment.name, services);
    return deployment;
  } catch (error) {
    if (!hasBegun) throw error;
    const result = context.signal.aborted ? 'interrupted' : 'failed';
    await record(compared, { result, error: messageOf(error) });
    throw error;
  }
}

const resultOf = (
  verb: DeployResult['verb'],
  environment: Environment,
  { changes, warnings, unplanned }: Deployment,
): DeployResult => ({
  verb,
  environment: environment.name,
  via: environment.target === 'sandbox' ? 'sandbox' : 'terraform',
  changed: changes.length > 0,
  changes,
  warnings,
  unplanned,
});
