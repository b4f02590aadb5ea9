// Lists the rollouts of an environment, each with its live weights and the process that drives it.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import { describeHolder } from '../lock';
import type { LiveWeights, RolloutState } from '../release';
import { isDriven, isUnfinished } from '../rollout-store';
import type { StoredRollout } from '../rollout-store';
import { readLiveWeights } from './live-weights';
import { matchesSelection, openRollouts } from './select';
import type { RolloutSelection } from './select';

/**
 * A rollout. `driver`: the process that drives it; null when there is none. `live` is empty for one that has ended: what is live now is
 * not its own.
 */
export interface ListedRollout {
  readonly state: RolloutState;
  readonly driver: string | null;
  readonly live: LiveWeights;
}

/** Rollouts, and warnings about what could not be read. */
export interface ListedRollouts {
  readonly rollouts: readonly ListedRollout[];
  readonly warnings: readonly string[];
}

/**
 * Lists the unfinished rollouts, the newest first; when there is none, the last one of each set of services.
 * @throws {UserError} ROLLOUT_NOT_FOUND for a name that is neither a service nor the id of a rollout.
 */
export async function listRollouts(
  context: Context,
  { environment: named, rollout }: RolloutSelection,
): Promise<ListedRollouts> {
  const { environment, stored } = await openRollouts(context, named);
  const selected = newestFirst(stored.rollouts.filter(matchesSelection(rollout)));
  const services = environment.services.map(({ name }) => name);
  if (rollout !== undefined && selected.length === 0 && !services.includes(rollout)) {
    throw new UserError(
      'ROLLOUT_NOT_FOUND',
      `${environment.name} has no service and no rollout ${JSON.stringify(rollout)}`,
      didYouMean(rollout, [...services, ...stored.rollouts.map(({ state }) => state.id)]),
    );
  }
  const unfinished = selected.filter(isUnfinished);
  const listed = unfinished.length > 0 ? unfinished : firstOfEach(selected);
  const live = unfinished.length > 0 ? await readLiveWeights(context, environment) : undefined;
  return {
    rollouts: listed.map((one) => ({
      state: one.state,
      driver: one.driver && isDriven(one) ? describeHolder(one.driver) : null,
      live: live?.of(one.state.services) ?? {},
    })),
    warnings: [...(live?.warning ?? []), ...stored.damaged.map((error) => `${error.message}. ${error.hint}`)],
  };
}

/** Ids of the same second are in no order, so the time of the start decides. */
const newestFirst = (stored: readonly StoredRollout[]): readonly StoredRollout[] =>
  stored.toSorted((a, b) => Date.parse(b.state.startedAt) - Date.parse(a.state.startedAt));

/** The first rollout of each set of services. */
const firstOfEach = (stored: readonly StoredRollout[]): readonly StoredRollout[] => {
  const names = stored.map(({ state }) => state.services.join());
  return stored.filter((_one, i) => names.indexOf(names[i] ?? '') === i);
};
