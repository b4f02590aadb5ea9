// What a rollout stands on: the environment file and the live rules, and whether they are as it left them.
import { createHash } from 'node:crypto';
import { desiredRouting } from '../../routing';
import type { Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { describeDrift, findDrift } from '../drift/detect';
import { openEnvironment } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
import { configurationText, standingOf } from '../release';
import type { Event, RolloutState } from '../release';
import { readForRollback } from '../rollback/load-environment';
import { matchesPendingChange } from '../workspace/pending-changes';
import type { Ground } from './ports';

/**
 * Reads the environment and the services of a rollout. `anyhow`: what was last known does where the file cannot be used, as on
 * the way back.
 * @throws {EnvironmentError} where the file cannot be used.
 */
export async function readGround(
  context: Context,
  file: EnvironmentFile,
  state: Pick<RolloutState, 'services'>,
  anyhow: boolean,
): Promise<Ground> {
  const { environment } = anyhow ? await readForRollback(context, file) : await openEnvironment(context, file);
  return { environment, services: environment.services.filter(({ name }) => state.services.includes(name)) };
}

/** The hash by which a rollout knows the settings that it began with. */
export const configurationOf = (services: readonly Service[]): string =>
  createHash('sha256').update(configurationText(services)).digest('hex');

/**
 * What stops a rollout because file or rules are not as it left them; undefined when nothing does.
 * @throws {UserError} where AWS cannot be read.
 */
export async function standing(
  context: Context,
  state: RolloutState,
  { environment, services }: Ground,
): Promise<Event | undefined> {
  const found = standingOf(state, services, configurationOf(services));
  if (found.kind === 'went-back') return { kind: 'went-back', reason: found.reason };
  if (found.kind === 'changed') return { kind: 'pause', reason: found.reason };
  const { createRouter } = await import('../aws/router');
  const observed = await (await createRouter(environment, context)).read();
  const drifts = findDrift(desiredRouting(services), observed).filter(
    ({ rule, observed: live }) => !live || !matchesPendingChange(context.root, environment.name, rule, live),
  );
  const [first] = drifts;
  return first && { kind: 'pause', reason: `what is live is not what the file says: ${describeDrift(first)}` };
}
