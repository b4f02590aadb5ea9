// What users get, in one line for each service. Pure.
import { ownCode } from '../../environments/service';
import type { Service } from '../../environments/schema';
import { COLORS, candidateColor, otherColor, weightsOf } from '../../routing';
import type { Color } from '../../routing';

/** Who gets which color and what it runs, such as `everyone gets blue (package ../v1), canary off`. */
export function describeTraffic(service: Service): string {
  const weights = weightsOf(service.green_weight);
  const only = COLORS.find((color) => weights[color] === 100);
  const split = COLORS.map((color) => `${weights[color]} % get ${named(service, color)}`).join(', ');
  const everyone = only ? `everyone gets ${named(service, only)}` : split;
  return `${everyone}, ${canary(service)}`;
}

function canary(service: Service): string {
  if (!service.activate_canary) return 'canary off';
  const ips = service.whitelisted_ips;
  const who = ips.length > 0 ? ips.join(', ') : 'requests with the canary header';
  return `canary on: ${who} → ${candidateColor(service)}`;
}

/** A color with its code; one for which nothing was staged runs the other's. */
function named(service: Service, color: Color): string {
  const code = ownCode(service, color) ?? ownCode(service, otherColor(color));
  if (!code) return color;
  return `${color} (${code.kind === 'image' ? `image ${code.uri}` : `package ${code.source}`})`;
}

/** The fields that the file must hold, one a line, where it could not be written. */
export const fieldsToWrite = (services: readonly Service[]): string[] =>
  services.flatMap(({ name, active_color, activate_canary, green_weight }) => [
    `services.${name}.active_color: ${active_color}`,
    `services.${name}.activate_canary: ${String(activate_canary)}`,
    `services.${name}.green_weight: ${green_weight}`,
  ]);
