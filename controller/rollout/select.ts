// Selects the rollout that a command is about: by a service's name, by its id, or the only one.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import { findEnvironmentOrCached, readForRollback } from '../rollback/load-environment';
import { openRolloutStore } from '../rollout-store';
import type { ReadRollouts, RolloutStore, StoredRollout } from '../rollout-store';
import type { EnvironmentFile } from '../workspace/open-environment';

/** Which rollout: by the name of a service, or by its id. */
export interface RolloutSelection {
  readonly environment?: string;
  readonly rollout?: string;
}

/** The rollouts of an environment. */
export interface OpenedRollouts {
  readonly file: EnvironmentFile;
  readonly environment: Environment;
  readonly store: RolloutStore;
  readonly stored: ReadRollouts;
}

/** Opens the rollouts of an environment. The file may be invalid, since an abort must work nevertheless. */
export async function openRollouts(context: Context, named: string | undefined): Promise<OpenedRollouts> {
  const file = await findEnvironmentOrCached(context, named);
  const { environment } = await readForRollback(context, file);
  const store = await openRolloutStore(context, environment);
  return { file, environment, store, stored: await store.readAll() };
}

/**
 * Selects the one rollout that `fits`; `what` describes those for the error.
 * @throws {UserError} ROLLOUT_NOT_FOUND or ROLLOUT_AMBIGUOUS; another code when one cannot be read, which may be the one.
 */
export function selectRollout(
  { environment, stored }: Pick<OpenedRollouts, 'environment' | 'stored'>,
  which: string | undefined,
  fits: (one: StoredRollout) => boolean,
  what: string,
): StoredRollout {
  const named = stored.rollouts.filter(matchesSelection(which));
  const found = named.filter(fits);
  const last = which === undefined ? found : found.slice(-1);
  const [only] = last;
  if (only && last.length === 1) return only;
  if (last.length > 1) {
    const names = last.map(({ state }) => state.services.join('+'));
    throw new UserError(
      'ROLLOUT_AMBIGUOUS',
      `Several rollouts of ${environment.name} are ${what}: ${names.join(', ')}`,
      'Give the name of one of its services',
    );
  }
  const [unreadable] = stored.damaged;
  if (unreadable) throw unreadable;
  const services = environment.services.map(({ name }) => name);
  const known = which === undefined || services.includes(which) || named.length > 0;
  throw new UserError(
    'ROLLOUT_NOT_FOUND',
    `No rollout of ${which ?? environment.name} is ${what}`,
    known ? `ctl rollout status -e ${environment.name} shows them all` : didYouMean(which, services),
  );
}

/** Whether a rollout matches a service's name or an id; every one does when neither is given. */
export const matchesSelection =
  (which: string | undefined) =>
  ({ state }: StoredRollout): boolean =>
    which === undefined || state.id === which || state.services.includes(which);
