// Describes what users get, in one line for each service. Pure.
import { ownCode } from '../../environments/service';
import type { Service } from '../../environments/schema';
import { COLORS, candidateColor, otherColor, weightsOf } from '../../routing';
import type { Color } from '../../routing';

/** Describes who gets which color and its code, such as `everyone gets blue (v1-7db6e9, package ../v1), canary off`. */
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

/** Describes a color with the version that was staged there, or the code in the file; a color without code runs the other's. */
function named(service: Service, color: Color): string {
  const version = service.versions?.[color];
  const code = version?.code ?? ownCode(service, color) ?? ownCode(service, otherColor(color));
  if (!code) return color;
  const text = code.kind === 'image' ? `image ${code.uri}` : `package ${code.source}`;
  return `${color} (${version ? `${version.id}, ` : ''}${text})`;
}

/** The fields to write into a file that could not be written, one per line. */
export const fieldsToWrite = (services: readonly Service[]): string[] =>
  services.flatMap(({ name, active_color, activate_canary, green_weight }) => [
    `services.${name}.active_color: ${active_color}`,
    `services.${name}.activate_canary: ${String(activate_canary)}`,
    `services.${name}.green_weight: ${green_weight}`,
  ]);
