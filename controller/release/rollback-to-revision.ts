// Rollback to an earlier revision: its routing, as long as the colors still run the code that they ran then. Pure.
import { COLORS } from '../../routing/model';
import type { Color } from '../../routing/model';
import type { Service } from '../../environments/schema';
import { changeSettings, refuse } from './decision';
import type { Decision } from './decision';
import type { Snapshot } from './snapshot';
import { describeSplit } from './verbs';

/** An earlier revision. `stagedSince`: the colors on which other code was staged after it. */
export interface PastRevision {
  readonly revision: number;
  readonly snapshot: Snapshot;
  readonly stagedSince: readonly Color[];
}

/** Restores active color, split, canary and its addresses; refused when a color that had users runs other code now. */
export function rollBackToRevision(service: Service, { revision, snapshot, stagedSince }: PastRevision): Decision {
  const used = COLORS.filter(
    (color) => snapshot.weights[color] > 0 || (snapshot.canary && color === snapshot.candidate),
  );
  const changed = used.filter((color) => stagedSince.includes(color));
  if (changed.length > 0) {
    return refuse(
      service,
      'CODE_REPLACED',
      `${changed.join(' and ')} had users in revision ${revision} and runs other code now`,
      `ctl stage ${service.name} brings the code back first; ctl rollback ${service.name} sends everyone to ${service.active_color} at once`,
    );
  }
  const settings = {
    active_color: snapshot.active,
    activate_canary: snapshot.canary,
    whitelisted_ips: [...snapshot.canaryIps],
    green_weight: snapshot.weights.green,
  };
  const where = describeSplit(snapshot.weights.green);
  return changeSettings(
    service,
    settings,
    `as in revision ${revision}: ${where}`,
    `already as in revision ${revision}: ${where}`,
  );
}
