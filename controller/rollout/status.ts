// Lists the rollouts of an environment, each with the process that drives it.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import { describeHolder, lifeOf } from '../lock';
import type { RolloutState } from '../release';
import { matchesSelection, openRollouts } from './select';
import type { RolloutSelection } from './select';
import { isUnfinished } from './store';
import type { StoredRollout } from './store';

/** A rollout. `driver`: the process that drives it; null when there is none. */
export interface ListedRollout {
  readonly state: RolloutState;
  readonly driver: string | null;
}

/**
 * Lists the unfinished rollouts; when there is none, the last one of each set of services.
 * @throws {UserError} ROLLOUT_NOT_FOUND for a name that is neither a service nor the id of a rollout.
 */
export async function listRollouts(
  context: Context,
  { environment, rollout }: RolloutSelection,
): Promise<readonly ListedRollout[]> {
  const opened = await openRollouts(context, environment);
  const selected = opened.stored.filter(matchesSelection(rollout));
  const services = opened.environment.services.map(({ name }) => name);
  if (rollout !== undefined && selected.length === 0 && !services.includes(rollout)) {
    throw new UserError(
      'ROLLOUT_NOT_FOUND',
      `${opened.environment.name} has no service and no rollout ${JSON.stringify(rollout)}`,
      didYouMean(rollout, [...services, ...opened.stored.map(({ state }) => state.id)]),
    );
  }
  const unfinished = selected.filter(isUnfinished);
  return (unfinished.length > 0 ? unfinished : lastOfEach(selected)).map(({ state, driver }) => ({
    state,
    driver: driver && lifeOf(driver) !== 'gone' ? describeHolder(driver) : null,
  }));
}

/** The last rollout of each set of services. */
const lastOfEach = (stored: readonly StoredRollout[]): readonly StoredRollout[] => [
  ...new Map(stored.map((one) => [one.state.services.join(), one])).values(),
];
