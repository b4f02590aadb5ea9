// Preconditions of a rollout's actions: the environment file and the live rules are as the rollout left them.
import { createHash } from 'node:crypto';
import { desiredRouting } from '../../routing';
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { describeDrift, findDrift } from '../drift/detect';
import { describeHolder, findLock, lockStores } from '../lock';
import { openAlone } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
import { serializeConfiguration, checkFilePreconditions } from '../release';
import type { RolloutEvent, RolloutState } from '../release';
import { readForRollback } from '../rollback/load-environment';
import { matchesPendingChange } from '../workspace/pending-changes';
import type { RolloutServices } from './ports';

/**
 * Reads the services of a rollout. `orCached`: uses what was last known when the file cannot be used, as a rollback does. What other
 * files claim meanwhile stops the next shift, but no evaluation: a candidate that fails must still be rolled back.
 * @throws {EnvironmentError} when the file cannot be used.
 */
export async function readServices(
  context: Context,
  file: EnvironmentFile,
  state: Pick<RolloutState, 'services'>,
  orCached: boolean,
): Promise<RolloutServices> {
  const { environment } = orCached ? await readForRollback(context, file) : await openAlone(context, file);
  return { environment, services: environment.services.filter(({ name }) => state.services.includes(name)) };
}

/** The hash of the settings that must not change during a rollout. */
export const hashConfiguration = (services: readonly Service[]): string =>
  createHash('sha256').update(serializeConfiguration(services)).digest('hex');

/**
 * The event that stops a rollout when the file or the rules are not as it left them; undefined when they are. Where the file has 0 %
 * and any live rule differs from it, the rollout rolls back by itself: who wrote that may have died before traffic moved.
 * @throws {UserError} when AWS cannot be read.
 */
export async function checkPreconditions(
  context: Context,
  state: RolloutState,
  { environment, services }: RolloutServices,
): Promise<RolloutEvent | undefined> {
  const result = checkFilePreconditions(state, services, hashConfiguration(services));
  if (result.kind === 'changed') return { kind: 'pause', reason: result.reason };
  const { createRouter } = await import('../aws/router');
  const observed = await (await createRouter(environment, context)).read();
  const drifts = findDrift(desiredRouting(services), observed);
  if (result.kind === 'withdrawn')
    return { kind: drifts.length > 0 ? 'abort' : 'rolled-back-elsewhere', reason: result.reason };
  const [first] = drifts.filter(
    ({ rule, observed: live }) => !live || !matchesPendingChange(context.root, environment.name, rule, live),
  );
  return first && { kind: 'pause', reason: `the live rules differ from the file: ${describeDrift(first)}` };
}

/**
 * The same, but waits while another command holds the lock: in the middle of its change, file and rules differ.
 * @throws {UserError} when AWS or a lock cannot be read.
 */
export async function checkUnlessChanging(
  context: Context,
  state: RolloutState,
  target: RolloutServices,
): Promise<RolloutEvent | undefined> {
  const event = await checkPreconditions(context, state, target);
  if (event?.kind !== 'pause' && event?.kind !== 'abort') return event;
  const holder = await findRunningHolder(context, target.environment);
  return holder === undefined
    ? event
    : { kind: 'blocked', reason: `${target.environment.name} is being changed by ${holder}` };
}

/** The holder of a lock whose process may run, for people. */
async function findRunningHolder(context: Context, environment: Environment): Promise<string | undefined> {
  const stores = await lockStores(context, environment);
  const locks = await Promise.all(stores.map((store) => findLock(store, environment.name)));
  const held = locks.flatMap(({ found }) => found ?? []).find(({ life }) => life !== 'gone');
  return held && describeHolder(held.holder);
}
