// Which rollout a command is about: by the name of a service, by its id, or the only one there is.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import { findEnvironmentOrCached, readForRollback } from '../rollback/load-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
import { openRollouts } from './store';
import type { Kept, Rollouts } from './store';

/** The rollouts of an environment. */
export interface OpenRollouts {
  readonly file: EnvironmentFile;
  readonly environment: Environment;
  readonly rollouts: Rollouts;
  readonly kept: readonly Kept[];
}

/** Opens the rollouts of an environment, whose file may be broken: an abort must work all the same. */
export async function openKept(context: Context, named: string | undefined): Promise<OpenRollouts> {
  const file = await findEnvironmentOrCached(context, named);
  const { environment } = await readForRollback(context, file);
  const rollouts = await openRollouts(context, environment);
  return { file, environment, rollouts, kept: await rollouts.read() };
}

/**
 * The rollout that is meant among those that fit.
 * @throws {UserError} exit 2 when there is none, or several to choose from.
 */
export function theOne(
  { environment, kept }: Pick<OpenRollouts, 'environment' | 'kept'>,
  which: string | undefined,
  fits: (one: Kept) => boolean,
  what: string,
): Kept {
  const named = kept.filter(isMeant(which));
  const found = named.filter(fits);
  const last = which === undefined ? found : found.slice(-1);
  const [only] = last;
  if (only && last.length === 1) return only;
  if (last.length > 1) {
    const names = last.map(({ state }) => state.services.join('+'));
    throw new UserError(
      'ROLLOUT_AMBIGUOUS',
      `Several rollouts of ${environment.name} are ${what}: ${names.join(', ')}`,
      'Name a service of one',
    );
  }
  const services = environment.services.map(({ name }) => name);
  const known = which === undefined || services.includes(which) || named.length > 0;
  throw new UserError(
    'ROLLOUT_NOT_FOUND',
    `No rollout of ${which ?? environment.name} is ${what}`,
    known ? `ctl rollout status -e ${environment.name} shows them all` : didYouMean(which, services),
  );
}

/** Whether a rollout is meant by a service's name or its id; any is when neither is given. */
export const isMeant =
  (which: string | undefined) =>
  ({ state }: Kept): boolean =>
    which === undefined || state.id === which || state.services.includes(which);

/** Whether a rollout has not ended. */
export const goesOn = ({ state }: Kept): boolean => state.position.at !== 'done';
