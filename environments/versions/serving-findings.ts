// What an environment file asks of colors that have traffic, and what is not released yet, as findings. Pure.
import { otherColor, weightsOf } from '../../routing';
import type { Color } from '../../routing';
import { at, error, warning } from '../finding';
import type { Finding, Path } from '../finding';
import type { Service } from '../schema';
import { candidateColor } from '../../routing/desired';
import type { Version } from './model';
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

/**
 * Warnings for the settings of the service that its users do not have yet: what serves does not get them by a deployment. Those that
 * wait on a color without traffic, in the newest version, are released from there; the others are staged. What a release under way
 * gives to a part of the users is no finding.
 */
export function unreleasedFindings(service: Service): Finding[] {
  const { name, versions } = service;
  const candidate = candidateColor(service);
  const weight = weightsOf(service.green_weight)[candidate];
  const serving = weight === 100 ? candidate : service.active_color;
  const next = otherColor(serving);
  const isIdle = weight === 100 || (weight === 0 && !service.activate_canary);
  const staged = versions?.[next]?.id === newestVersion(service)?.id ? versions?.[next] : undefined;
  const lacked = findLacked(service, serving, versions?.[serving]);
  const lackedByStaged = findLacked(service, serving, staged).map(({ field }) => field);
  const waiting = staged ? lacked.filter(({ field }) => !lackedByStaged.includes(field)) : [];
  const toStage = lacked.filter((one) => !waiting.includes(one));
  return [
    ...(isIdle
      ? unreleased(service, waiting, `it waits on ${next}: ctl shift ${name} --candidate 10, or ctl promote ${name}`)
      : []),
    ...unreleased(
      service,
      toStage,
      `ctl stage ${name} puts it on ${next}${isIdle ? '' : ', once that has no traffic'}`,
    ),
  ];
}

/** The settings of the service that a version lacks to be the next one of a color. */
const findLacked = (service: Service, color: Color, version: Version | undefined): VersionDifference[] =>
  findDifferences({ ...service, versions: version && { [color]: version } }, color).filter(
    ({ field, named }) => !named && !isCode(field),
  );

function unreleased(service: Service, fields: readonly VersionDifference[], hint: string): Finding[] {
  const [first] = fields;
  if (!first) return [];
  const names = fields.map(({ field, version, file }) => `${field} ${version} → ${file}`);
  return [warning([pathOf(service, undefined, first)], `not released yet: ${names.join(', ')}`, hint)];
}

const isCode = (field: string): boolean => /^(blue|green)_(image|package)$/.test(field);

function pathOf(service: Service, color: Color | undefined, { field }: VersionDifference): Path {
  if (isCode(field)) return at(service, field);
  const dot = field.indexOf('.');
  const parts = dot < 0 ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
  return at(service, ...(color === undefined ? [] : [color]), ...parts);
}
