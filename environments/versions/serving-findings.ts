// What an environment file asks of colors that have traffic, and what is not released yet, as findings. Pure.
import { otherColor } from '../../routing';
import type { Color } from '../../routing';
import { at, error, warning } from '../finding';
import type { Finding, Path } from '../finding';
import type { Service } from '../schema';
import { candidateColor } from '../../routing/desired';
import { newestVersion } from './next';
import { findDifferences } from './serving';
import type { VersionDifference } from './serving';

/** An error for each field that names other code or settings for a color with traffic. */
export const servingFindings = (service: Service, serving: readonly Color[]): Finding[] =>
  serving.flatMap((color) =>
    findDifferences(service, color)
      .filter(({ named }) => named)
      .map((difference) => ({
        ...error(
          [pathOf(service, color, difference)],
          `${color} of ${service.name} has traffic and runs ${service.versions?.[color]?.id} with ${difference.field} ${difference.version}, not ${difference.file}`,
          color === service.active_color
            ? `Put the old value back, and release the new one: ctl stage ${service.name} puts it on ${otherColor(color)}. Or change what serves: ctl deploy --in-place ${service.name}/${color}`
            : `ctl rollback ${service.name} takes its traffic away first. Or change what serves: ctl deploy --in-place ${service.name}/${color}`,
        ),
        code: 'SERVES_TRAFFIC' as const,
      })),
  );

/** A warning for the settings of the service that no version has yet: what serves does not get them by a deployment. */
export function unreleasedFindings(service: Service): Finding[] {
  const newest = newestVersion(service);
  const color = candidateColor(service);
  if (!newest || !service.versions?.[color]) return [];
  const known = { ...service, versions: { [color]: newest } };
  const fields = findDifferences(known, color).filter(({ field, named }) => !named && !isCode(field));
  const own = new Set(findDifferences(service, color).map(({ field }) => field));
  const [first, ...rest] = fields.filter(({ field }) => own.has(field));
  if (!first) return [];
  const names = [first, ...rest].map(({ field, version, file }) => `${field} ${version} → ${file}`);
  return [
    warning(
      [pathOf(service, undefined, first)],
      `not released yet: ${names.join(', ')}`,
      `ctl stage ${service.name} puts it on ${color}, once that has no traffic`,
    ),
  ];
}

const isCode = (field: string): boolean => /^(blue|green)_(image|package)$/.test(field);

function pathOf(service: Service, color: Color | undefined, { field }: VersionDifference): Path {
  if (isCode(field)) return at(service, field);
  const dot = field.indexOf('.');
  const parts = dot < 0 ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
  return at(service, ...(color === undefined ? [] : [color]), ...parts);
}
