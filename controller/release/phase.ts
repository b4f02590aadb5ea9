// How far a release is. Derived from a service's settings, never stored. Pure.
import { candidateColor, weightsOf } from '../../routing/desired';
import type { Service } from '../../environments/schema';

/** steady: the candidate gets no traffic · canary: whitelisted IPs only · shifting: a part · promoted: everything. */
export type Phase = 'steady' | 'canary' | 'shifting' | 'promoted';

type Split = Pick<Service, 'active_color' | 'green_weight'>;

/** The candidate's part of ordinary traffic by the file, in whole percent. */
export const candidateWeight = (service: Split): number => weightsOf(service.green_weight)[candidateColor(service)];

/** The green weight at which the candidate gets `percent`. */
export const greenWeightFor = (service: Split, percent: number): number =>
  candidateColor(service) === 'green' ? percent : 100 - percent;

/** The phase of a service. */
export function phaseOf(service: Split & Pick<Service, 'activate_canary'>): Phase {
  const weight = candidateWeight(service);
  if (weight === 100) return 'promoted';
  if (weight > 0) return 'shifting';
  return service.activate_canary ? 'canary' : 'steady';
}
