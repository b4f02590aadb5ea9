// The next version of a color: what the environment file asks for, and whether that is anything new. Pure.
import { isDeepStrictEqual } from 'node:util';
import { otherColor } from '../../routing';
import type { Color } from '../../routing';
import type { Service } from '../schema';
import { nextSettings, ownCode } from '../service';
import type { Code } from '../service';
import { makeVersion, parseId } from './identity';
import type { Staged, Version, VersionCode, VersionContent, VersionSettings } from './model';
import { findDifferences } from './serving';

/** Code that a recorded version has already, or code of the file that must be resolved first. */
export type CodeToBuild =
  { readonly kind: 'recorded'; readonly code: VersionCode } | { readonly kind: 'resolve'; readonly code: Code };

/**
 * The code from which a color would be built. `isOnDisk`: whether a package is there, and may have changed under the same name. A tag
 * or an object is resolved once, when it is staged; a color without code of its own runs what the other color runs.
 */
export function codeToBuild(service: Service, color: Color, isOnDisk: (source: string) => boolean): CodeToBuild {
  const own = ownCode(service, color);
  const present = service.versions?.[color]?.code;
  if (own && present?.source === sourceOf(own) && !(own.kind === 'package' && isOnDisk(own.source))) {
    return { kind: 'recorded', code: present };
  }
  if (own) return { kind: 'resolve', code: own };
  const other = service.versions?.[otherColor(color)]?.code;
  if (other) return { kind: 'recorded', code: other };
  const code = ownCode(service, otherColor(color));
  if (!code) throw new Error(`${service.name} has no code for either color`);
  return { kind: 'resolve', code };
}

/**
 * Whether the file asks for nothing new on a color: neither its own image, package or block has changed, nor is there code or a
 * setting that no version of the service has yet. A color that was released before the newest version so keeps what it ran.
 */
export function isUpToDate(service: Service, color: Color, code: VersionCode): boolean {
  const present = service.versions?.[color];
  if (!present) return false;
  const newest = newestVersion(service);
  const settings = settingsFor(service, color, code);
  const isKnown = (one: Version | undefined): boolean =>
    one !== undefined && isDeepStrictEqual(normal(one.settings), normal(settings));
  const isKnownCode = [present, newest].some((one) => one && isSameCode(one.code, code));
  const isNamed = ownCode(service, color) !== undefined && findDifferences(service, color).some(({ named }) => named);
  return !isNamed && isKnownCode && (isKnown(present) || isKnown(newest));
}

/** Code, and the settings of a version that was staged before; without them, those of the file. */
export interface ContentToBuild {
  readonly code: VersionCode;
  readonly settings?: VersionSettings;
}

/** The next version of a color with some content. */
export const buildVersion = (
  service: Service,
  color: Color,
  { code, settings = settingsFor(service, color, code) }: ContentToBuild,
  staged: Staged,
): Version =>
  makeVersion(service.versions ?? {}, { code, settings }, { first: service.versions?.[color] === undefined, staged });

/** The names of the settings in which the file asks for something else on a color than a version has. */
export function findOtherSettings(service: Service, color: Color, { code, settings }: VersionContent): string[] {
  const [asked, has] = [settingsFor(service, color, code), settings].map(
    (one) => normal(one) as Record<string, unknown>,
  );
  return Object.keys({ ...asked, ...has }).filter((name) => !isDeepStrictEqual(asked?.[name], has?.[name]));
}

/** The version of a service with the highest number. */
export function newestVersion({ versions }: Pick<Service, 'versions'>): Version | undefined {
  const numberOf = (one: Version): number => parseId(one.id)?.number ?? 0;
  return [versions?.blue, versions?.green]
    .filter((one) => one !== undefined)
    .sort((a, b) => numberOf(b) - numberOf(a))[0];
}

/** Whether two codes are the same, whatever the file calls them. */
export function isSameCode(a: VersionCode, b: VersionCode): boolean {
  const { source: _a, ...one } = a;
  const { source: _b, ...other } = b;
  return isDeepStrictEqual(one, other);
}

const settingsFor = (service: Service, color: Color, code: VersionCode): VersionSettings =>
  nextSettings(service, color, code.kind === 'image' ? 'image' : 'package');

/** Settings without fields that are undefined, as a file has them. */
const normal = (settings: VersionSettings): unknown => JSON.parse(JSON.stringify(settings));

const sourceOf = (code: Code): string => (code.kind === 'image' ? code.uri : code.source);
