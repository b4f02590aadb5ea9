// The versions that the colors have after a deployment: what serves keeps its own, what does not follows the file.
import { isDeepStrictEqual } from 'node:util';
import type { Environment, Service } from '../../environments';
import type { ServiceVersions, Version } from '../../environments/versions/model';
import { isSameCode } from '../../environments/versions/next';
import { findDifferences } from '../../environments/versions/serving';
import { withVersions } from '../../environments/versions/names';
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import type { VersionChange } from '../change/planned-change';
import type { Context } from '../core/context';
import { bringUpToDate, resolveOwnCode } from '../versions/next-version';
import { nameOfColor } from './serving';
import type { ServingColor } from './serving';

/** A color that gets another version. */
export interface NewVersion {
  readonly service: string;
  readonly color: Color;
  readonly before: Version | undefined;
  readonly version: Version;
}

/** The environment whose services have the versions that they shall run, and the versions that are new. */
export interface DesiredVersions {
  readonly environment: Environment;
  readonly made: readonly NewVersion[];
}

/**
 * Where a file names other code for a color with traffic, but it is the same code under another name (a moved folder, a tag of the
 * same digest), only the record follows.
 * @throws {EnvironmentError | UserError} when code cannot be resolved.
 */
export async function followNames(
  context: Context,
  environment: Environment,
  serving: readonly ServingColor[],
): Promise<Environment> {
  const versions: Record<string, ServiceVersions> = {};
  for (const { service, color } of serving) {
    const version = service.versions?.[color];
    const named = findDifferences(service, color).some(({ field }) => /_(image|package)$/.test(field));
    if (!version || !named) continue;
    const code = await resolveOwnCode(context, environment, service, color);
    if (!code || !isSameCode(code, version.code)) continue;
    versions[service.name] = { ...(versions[service.name] ?? service.versions), [color]: { ...version, code } };
  }
  return withVersions(environment, versions);
}

/**
 * Decides the versions after a deployment. `inPlace`: colors with traffic that are to be changed all the same.
 * @throws {EnvironmentError | UserError} when code cannot be resolved.
 */
export async function decideVersions(
  context: Context,
  environment: Environment,
  serving: readonly ServingColor[],
  options: { readonly inPlace: ReadonlySet<string>; readonly reason: string | undefined },
): Promise<DesiredVersions> {
  const kept = new Set(serving.map(nameOfColor));
  const made: NewVersion[] = [];
  const services: Service[] = [];
  for (const service of environment.services) {
    let current = service;
    for (const color of COLORS) {
      const name = nameOfColor({ service, color });
      const before = service.versions?.[color];
      if (before && kept.has(name) && !options.inPlace.has(name)) continue;
      const place = { environment, service: current, color };
      const exactly = options.inPlace.has(name);
      const version = await bringUpToDate(context, place, { reason: options.reason, exactly });
      if (version.id !== before?.id) made.push({ service: service.name, color, before, version });
      current = { ...current, versions: { ...current.versions, [color]: version } };
    }
    services.push(current);
  }
  return { environment: { ...environment, services }, made };
}

/** New versions as changes, with what differs from the version before. */
export const versionChanges = (made: readonly NewVersion[]): VersionChange[] =>
  made.map(({ service, color, before, version }) => ({
    kind: 'version',
    service,
    color,
    from: before?.id ?? null,
    to: version.id,
    differs: before ? differingFields(before, version) : [],
  }));

/** The names of what differs between two versions; values may be secrets. */
function differingFields(before: Version, version: Version): string[] {
  const [old, now] = [before, version].map(
    ({ settings }) => JSON.parse(JSON.stringify(settings)) as Record<string, unknown>,
  );
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const settings = names.filter((name) => !isDeepStrictEqual(old?.[name], now?.[name]));
  return [...(isSameCode(before.code, version.code) ? [] : ['code']), ...settings];
}
