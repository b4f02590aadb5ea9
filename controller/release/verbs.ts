// The routing verbs: functions from a service's settings to a decision, each idempotent. Pure.
import { candidateColor, weightsOf } from '../../routing/desired';
import { ownCode } from '../../environments/service';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import type { Color } from '../../routing/model';
import { changeSettings, editService, makeFunctionEdits, refuse } from './decision';
import type { Decision } from './decision';
import { candidateWeight, greenWeightFor, phaseOf } from './phase';

/** Canary on or off; without `ips` it is on for the addresses in the file. */
export type CanarySwitch = { readonly on: true; readonly ips?: readonly string[] } | { readonly on: false };

/** A share of ordinary traffic, in whole percent, for a color or for the candidate. */
export interface Share {
  readonly of: Color | 'candidate';
  readonly percent: number;
}

/** Sends whitelisted IPs to the candidate, or stops that. The split of ordinary traffic does not change. */
export function canary(service: Service, to: CanarySwitch): Decision {
  const color = candidateColor(service);
  if (!to.on) {
    return changeSettings(service, { activate_canary: false }, `canary off`, 'the canary is off already');
  }
  const missing = refuseWithoutCode(service, 'show to anybody');
  if (missing) return missing;
  const ips = to.ips === undefined ? service.whitelisted_ips : [...to.ips];
  if (ips.length === 0 && !service.canary_header) {
    return refuse(
      service,
      'NO_CANARY_CLIENTS',
      `${service.name} has no whitelisted IPs`,
      `ctl canary ${service.name} --ip CIDR, or --me`,
    );
  }
  const settings = to.ips === undefined ? { activate_canary: true } : { activate_canary: true, whitelisted_ips: ips };
  const who = ips.length > 0 ? ips.join(', ') : 'requests with the canary header';
  return changeSettings(service, settings, `canary on: ${who} → ${color}`, `the canary is on already for ${who}`);
}

/** Splits ordinary traffic. The canary does not change. */
export function shift(service: Service, share: Share): Decision {
  const percent =
    share.of === 'candidate' || share.of === candidateColor(service) ? share.percent : 100 - share.percent;
  const missing = percent > 0 ? refuseWithoutCode(service, `send ${percent} % to`) : undefined;
  if (missing) return missing;
  const green_weight = greenWeightFor(service, percent);
  return changeSettings(
    service,
    { green_weight },
    describeSplit(green_weight),
    `already at ${describeSplit(green_weight)}`,
  );
}

/** Sends all ordinary traffic to the candidate. The active color stays, so that a rollback is still possible. */
export function promote(service: Service): Decision {
  const missing = refuseWithoutCode(service, 'promote');
  if (missing) return missing;
  const color = candidateColor(service);
  const settings = { green_weight: greenWeightFor(service, 100) };
  return changeSettings(service, settings, `100 % to ${color}`, `${color} has 100 % already`);
}

/** Sends all traffic to the active color and switches the canary off; never refused. */
export function rollback(service: Service): Decision {
  const active = service.active_color;
  const settings = { activate_canary: false, green_weight: greenWeightFor(service, 0) };
  const summary = `100 % to ${active}, canary off`;
  return changeSettings(service, settings, summary, `${active} has 100 % and the canary is off already`);
}

/**
 * Makes the promoted color the active one, which ends the release. Traffic does not move. Settings that the file had for this color
 * alone become the service's, so that the next version begins with them.
 */
export function settle(service: Service): Decision {
  const color = candidateColor(service);
  switch (phaseOf(service)) {
    case 'promoted': {
      const settings = { active_color: color, activate_canary: false };
      const settled = changeSettings(service, settings, `${color} is active now, canary off`, '');
      if (settled.kind !== 'change') return settled;
      const folded = foldBlock(service, color);
      return { ...settled, edits: [...settled.edits, ...folded], after: editService(settled.after, folded) };
    }
    case 'steady':
      return { kind: 'unchanged', before: service, reason: `${service.active_color} is active and has 100 % already` };
    case 'canary':
    case 'shifting':
      return refuse(
        service,
        'NOT_PROMOTED',
        `${color} has ${candidateWeight(service)} % of the traffic; only a promoted color can settle`,
        `ctl promote ${service.name} first, or ctl rollback ${service.name}`,
      );
  }
}

/** Edits that give the service the settings of one color's block, where they differ, and remove the block: a later version shall not get them back. */
function foldBlock(service: Service, color: Color): Edit[] {
  const own = service[color];
  if (!own) return [];
  const { environment = {}, ...fields } = own;
  const present = { fields: service, environment: service.environment ?? {} };
  return [
    ...makeFunctionEdits(service.name, present, { fields, environment }),
    { path: ['services', service.name, color], remove: true },
  ];
}

/** A split of ordinary traffic as text. */
export function describeSplit(greenWeight: number): string {
  const weights = weightsOf(greenWeight);
  return `blue ${weights.blue} %, green ${weights.green} %`;
}

function refuseWithoutCode(service: Service, what: string): Decision | undefined {
  const color = candidateColor(service);
  if (ownCode(service, color)) return undefined;
  return refuse(
    service,
    'CANDIDATE_WITHOUT_CODE',
    `nothing to ${what}: ${color} has no code of its own yet`,
    `ctl stage ${service.name} --image URI, or --package PATH`,
  );
}
