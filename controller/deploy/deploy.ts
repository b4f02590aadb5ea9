// Deploys a whole environment: shows the changes, then creates what is missing and changes what differs.
import { desiredRouting } from '../../routing';
import type { Color } from '../../routing';
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { deployTerraform, planTerraform } from './terraform';
import { mismatchError } from '../change/partial-failure';
import { hasCode } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import { acquireLock, refuseWhileHeld } from '../lock';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { sandboxChanges } from '../change/planned-change';
import type { PlannedChange } from '../change/planned-change';
import { beginVersions, finishVersions } from '../change/versions';
import type { Unproven } from '../versions/prove';
import { saveImported } from '../versions/import';
import { tryPublished } from './in-place';
import { journalDeployment } from './journal';
import { prepareDeployment } from './prepare';
import type { DeployRequest, DeployResult, Deployment, Prepared } from './types';
import { compareWithJournal, describeEdits, refuseStale } from '../store/checkout';
import { confirm, preflight } from '../change/preflight';

/**
 * What a deployment would change; changes nothing.
 * @throws {UserError} what a deployment would be refused for; LOCK_HELD where the environment is being changed, so that this cannot be said.
 */
export async function planDeployment(
  context: Context,
  request: Pick<DeployRequest, 'environment' | 'service' | 'allowDestroy' | 'inPlace' | 'refresh'>,
): Promise<DeployResult> {
  const file = await findEnvironment(context, request.environment);
  const environment = only((await openEnvironment(context, file)).environment, request.service);
  await preflight(context, environment);
  const prepared = await prepareDeployment(context, environment, { ...request, reason: undefined }).catch(
    (error: unknown) => explainUnstaged(context, environment, error),
  );
  const deployment =
    environment.target === 'sandbox'
      ? { changes: await sandboxPlan(context, prepared), warnings: [], unplanned: [] }
      : await planTerraform(context, prepared, request);
  return resultOf('plan', environment, withWarnings(deployment, prepared));
}

/**
 * What runs may differ from what was staged because somebody else stages now, or has since this file was read: then that is the error.
 * @throws {UserError} LOCK_HELD, STALE_CHECKOUT, or the error itself.
 */
async function explainUnstaged(context: Context, environment: Environment, error: unknown): Promise<never> {
  if (hasCode(error, 'VERSION_DRIFT')) {
    await refuseWhileHeld(context, environment);
    refuseStale(environment.name, await compareWithJournal(context, environment, environment.services), 'proven');
  }
  throw error;
}

/**
 * Applies an environment's file, then reads back every rule and the version behind every alias. A color with traffic keeps its version.
 * @throws {UserError} SERVES_TRAFFIC when the file asks for something else on such a color; when the guard refuses, the user says no,
 * or what is read back differs.
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
    const prepared = await prepareDeployment(context, environment, request);
    for (const edit of describeEdits(compared)) context.io.err(`Takes up an edit of the file: ${edit}`);
    await saveImported(context, prepared.recorded, environment.services);
    const deployment = await journalDeployment(context, prepared, compared, request, (begun) =>
      deploy(context, prepared, request, begun),
    );
    return resultOf('deploy', environment, withWarnings(deployment, prepared));
  } finally {
    await lock.release();
  }
}

/** The environment with one service only; its foundation stays. */
const only = (environment: Environment, service: string | undefined): Environment =>
  service === undefined ? environment : { ...environment, services: selectServices(environment, { service }) };

const namesOf = (colors: Prepared['inPlace']): { service: string; color: Color }[] =>
  colors.map(({ service, color }) => ({ service: service.name, color }));

async function sandboxPlan(context: Context, { environment, made, inPlace }: Prepared): Promise<PlannedChange[]> {
  const { deploySandbox } = await import('../sandbox/deploy');
  const { services } = environment;
  const options = { context, services, except: namesOf(inPlace), dryRun: true };
  return [...made, ...sandboxChanges(await deploySandbox(environment, options))];
}

/** Makes the changes, and proves them. `begun` is called before the first one. */
async function deploy(
  context: Context,
  prepared: Prepared,
  request: DeployRequest,
  begun: () => void,
): Promise<Deployment> {
  const { environment, inPlace, serving } = prepared;
  const begin = async (): Promise<void> => {
    await beginVersions(context, prepared.held, prepared.newVersions);
  };
  const deployment =
    environment.target === 'sandbox'
      ? await deployToSandbox(context, prepared, request, async () => {
          begun();
          await begin();
        })
      : await deployTerraform(context, { ...prepared, environment: prepared.held }, request, { begun, begin });
  await verifyRules(context, environment);
  const isSame = (a: Pick<Unproven, 'service' | 'color'>, b: Pick<Unproven, 'service' | 'color'>): boolean =>
    a.service.name === b.service.name && a.color === b.color;
  const isServing = (one: Pick<Unproven, 'service' | 'color'>): boolean =>
    prepared.servingColors.some((other) => isSame(one, other));
  const check = async (one: Unproven, published: string): Promise<void> => {
    if (inPlace.some((other) => isSame(one, other))) await tryPublished(context, prepared, one, published);
  };
  const rule = { kind: 'deploy', allowDestroy: [], serving } as const;
  await finishVersions(context, prepared.held, { isServing, rule, check });
  return deployment;
}

async function deployToSandbox(
  context: Context,
  prepared: Prepared,
  request: DeployRequest,
  begin: () => Promise<void>,
): Promise<Deployment> {
  const { environment, inPlace } = prepared;
  const changes = await sandboxPlan(context, prepared);
  if (changes.length === 0) return { changes, warnings: [], unplanned: [] };
  if (!request.yes) request.show(changes);
  const untouched = `Nothing was changed in ${environment.name}`;
  await confirm(context, request.yes, `Deploy ${environment.name}?`, untouched);
  stopIfInterrupted(context, untouched);
  await begin();
  const { deploySandbox } = await import('../sandbox/deploy');
  await deploySandbox(environment, { context, services: environment.services, except: namesOf(inPlace) });
  return { changes, warnings: [], unplanned: [] };
}

/** @throws {UserError} READ_BACK_DIFFERS when a rule of the environment differs from its file. */
async function verifyRules(context: Context, environment: Environment): Promise<void> {
  const { createRouter } = await import('../aws/router');
  const mismatches = await (await createRouter(environment, context)).verify(desiredRouting(environment.services));
  if (mismatches.length > 0) throw mismatchError(mismatches);
}

const withWarnings = (deployment: Deployment, { warnings }: Prepared): Deployment => ({
  ...deployment,
  warnings: [...warnings, ...deployment.warnings],
});

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
