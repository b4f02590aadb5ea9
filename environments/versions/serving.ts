// Which colors have traffic, and what the file asks of them that their versions do not have. Pure.
import { COLORS, candidateColor, weightsOf } from '../../routing';
import type { Color } from '../../routing';
import type { Service } from '../schema';
import { nextSettings, ownCode } from '../service';
import type { VersionSettings } from './model';

/** The colors that have traffic by the file: the active one, one with a weight above 0, and a candidate whose canary is on. */
export function servingColors(service: Pick<Service, 'active_color' | 'green_weight' | 'activate_canary'>): Color[] {
  const weights = weightsOf(service.green_weight);
  const candidate = candidateColor(service);
  return COLORS.filter((color) => color !== candidate || weights[color] > 0 || service.activate_canary);
}

/**
 * A field whose value in the file is not that of the color's version, as text; values of environment variables are not shown, since
 * they may be secrets. `named`: the file names it for this color alone.
 */
export interface VersionDifference {
  readonly field: string;
  readonly version: string;
  readonly file: string;
  readonly named: boolean;
}

/** The fields in which a color's next version would differ from its present one; none where it has no version yet. */
export function findDifferences(service: Service, color: Color): VersionDifference[] {
  const version = service.versions?.[color];
  if (!version) return [];
  const code = ownCode(service, color);
  const kind = code?.kind ?? (version.code.kind === 'image' ? 'image' : 'package');
  const own = service[color];
  const source = code && (code.kind === 'image' ? code.uri : code.source);
  const differences: VersionDifference[] =
    source === undefined || source === version.code.source
      ? []
      : [{ field: `${color}_${kind}`, version: version.code.source, file: source, named: true }];
  const next = flatten(nextSettings(service, color, kind));
  const present = flatten(version.settings);
  for (const field of new Set([...Object.keys(present), ...Object.keys(next)])) {
    const [before, after] = [present[field], next[field]];
    if (before === after) continue;
    const [block = '', variable] = splitField(field);
    const overridden =
      variable === undefined
        ? own !== undefined && block in own
        : own?.environment !== undefined && variable in own.environment;
    const shown = (value: string | undefined, other: string): string => {
      if (value === undefined) return 'not set';
      return variable === undefined ? value : other;
    };
    differences.push({ field, version: shown(before, 'set'), file: shown(after, 'another value'), named: overridden });
  }
  return differences;
}

/** Settings as texts by field; each environment variable is a field of its own. */
function flatten(settings: VersionSettings): Readonly<Record<string, string>> {
  const { environment, ...others } = settings;
  return Object.fromEntries([
    ...Object.entries(others).flatMap(([field, value]) => (value === undefined ? [] : [[field, describe(value)]])),
    ...Object.entries(environment).map(([name, value]) => [`environment.${name}`, value]),
  ]) as Record<string, string>;
}

const describe = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const splitField = (field: string): [block: string, variable?: string] =>
  field.startsWith('environment.') ? ['environment', field.slice('environment.'.length)] : [field];
