// Where a release stands, in a few words of data: for results, the journal and the status. Pure.
import { candidateColor, weightsOf } from '../../routing/desired';
import type { Service } from '../../environments/schema';
import type { Color, Weights } from '../../routing/model';
import { phaseOf } from './phase';
import type { Phase } from './phase';

/** What the file asks for, for one service. Weights are whole percent. */
export interface Release {
  readonly phase: Phase;
  readonly active: Color;
  readonly candidate: Color;
  readonly weights: Weights;
  readonly canary: boolean;
  readonly canaryIps: readonly string[];
}

/** The release of a service. */
export const releaseOf = (service: Service): Release => ({
  phase: phaseOf(service),
  active: service.active_color,
  candidate: candidateColor(service),
  weights: weightsOf(service.green_weight),
  canary: service.activate_canary,
  canaryIps: service.whitelisted_ips,
});
