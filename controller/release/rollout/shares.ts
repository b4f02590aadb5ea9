// The shares of traffic that candidates have live. Pure.
import type { Weights } from '../../../routing/model';
import type { RolloutState } from './types';

/** The live weights of services in whole percent; null where they cannot be read. */
export type LiveWeights = Readonly<Record<string, Weights | null>>;

/** The live share of each candidate in whole percent, in the order of the services; null where it is not known. */
export const candidateShares = (
  { services, candidates }: Pick<RolloutState, 'services' | 'candidates'>,
  live: LiveWeights,
): readonly (number | null)[] => services.map((name) => live[name]?.[candidates[name] ?? 'green'] ?? null);
