// Returning to a release that was: the routing as it was then, as long as the colors still run what they ran. Pure.
import { COLORS } from '../../routing/model';
import type { Color } from '../../routing/model';
import type { Service } from '../../environments/schema';
import { changeTo, refuse } from './decision';
import type { Decision } from './decision';
import type { Release } from './snapshot';
import { split } from './verbs';

/** A release of the past. `stagedSince` are the colors that were given other code after it. */
export interface Past {
  readonly revision: number;
  readonly release: Release;
  readonly stagedSince: readonly Color[];
}

/** Active color, split, canary and its addresses as they were; refused when a color that had users runs other code now. */
export function returnTo(service: Service, { revision, release, stagedSince }: Past): Decision {
  const used = COLORS.filter((color) => release.weights[color] > 0 || (release.canary && color === release.candidate));
  const changed = used.filter((color) => stagedSince.includes(color));
  if (changed.length > 0) {
    return refuse(
      service,
      'CODE_REPLACED',
      `${changed.join(' and ')} had users in revision ${revision} and was given other code since`,
      `ctl stage ${service.name} brings the code back first; ctl rollback ${service.name} sends everyone to ${service.active_color} at once`,
    );
  }
  const settings = {
    active_color: release.active,
    activate_canary: release.canary,
    whitelisted_ips: [...release.canaryIps],
    green_weight: release.weights.green,
  };
  const where = split(release.weights.green);
  return changeTo(
    service,
    settings,
    `as in revision ${revision}: ${where}`,
    `already as in revision ${revision}: ${where}`,
  );
}
