// The way back from a rollout: to the color that was stable when it began, even if the candidate was made the active color. Pure.
import type { Service } from '../../../environments/schema';
import { otherColor } from '../../../routing/model';
import { changeSettings, refuse } from '../decision';
import type { Decision } from '../decision';
import { takeSnapshot } from '../snapshot';
import { rollback } from '../verbs';
import type { RolloutState } from './types';

/** The part of a rollout that its way back needs. */
export type Origin = Pick<RolloutState, 'id' | 'candidates' | 'stableCode'>;

/**
 * Sends all traffic of a service to the color that was stable when the rollout began; refused when that color does not run the code
 * any more that it ran then.
 */
export function rollBackRollout(service: Service, origin: Origin): Decision {
  const candidate = origin.candidates[service.name];
  if (candidate === undefined || candidate !== service.active_color) return rollback(service);
  const stable = otherColor(candidate);
  const before = origin.stableCode[service.name];
  const now = takeSnapshot(service).code[stable];
  if (before !== undefined && before !== now) {
    return refuse(
      service,
      'CODE_REPLACED',
      `${service.name}: ${stable} ran ${before} when rollout ${origin.id} began and has ${now} now, so that ${candidate} stays`,
      `ctl rollback ${service.name} ends the rollout and sends everyone to ${candidate}, which is the active color now`,
    );
  }
  const settings = { active_color: stable, activate_canary: false, green_weight: stable === 'green' ? 100 : 0 };
  return changeSettings(service, settings, `100 % to ${stable}, which is active again, canary off`, '');
}

/**
 * Rolls a service back that may have an open rollout: as the rollout would be rolled back, or where that is refused, to the active
 * color. Never refused.
 */
export function rollBackDuring(service: Service, origin: Origin | undefined): Decision {
  const decision = origin && rollBackRollout(service, origin);
  return decision && decision.kind !== 'refused' ? decision : rollback(service);
}

/** The code of the stable color of each service, as a rollout notes it when it begins. */
export const noteStableCode = (services: readonly Service[]): Readonly<Record<string, string>> =>
  Object.fromEntries(services.map((service) => [service.name, takeSnapshot(service).code[service.active_color]]));
