// The versions of the colors that are about to be built from the environment file.
import type { Color } from '../../routing/model';
import type { Environment, Service } from '../../environments/schema';
import { ownCode } from '../../environments/service';
import { isOnDisk } from '../../environments/package';
import { isSameContent } from '../../environments/versions/identity';
import type { Staged, Version, VersionCode } from '../../environments/versions/model';
import { buildVersion, codeToBuild, isUpToDate } from '../../environments/versions/next';
import type { ContentToBuild } from '../../environments/versions/next';
import type { Context } from '../core/context';
import { currentUser } from '../core/user';
import { resolveCode } from './resolve-code';

/** A color of a service in an environment. */
export interface Place {
  readonly environment: Environment;
  readonly service: Service;
  readonly color: Color;
}

/**
 * The version of a color after a deployment: built from the file where that asks for anything new, else its present one. `exactly`:
 * also where the file asks for what the other color runs already.
 * @throws {EnvironmentError | UserError} when its code cannot be resolved.
 */
export async function bringUpToDate(
  context: Context,
  place: Place,
  { reason, exactly }: { readonly reason: string | undefined; readonly exactly: boolean },
): Promise<Version> {
  const { environment, service, color } = place;
  const found = codeToBuild(service, color, (source) => isOnDisk(environment.file, source));
  const code = found.kind === 'recorded' ? found.code : await resolveCode(context, environment, found.code);
  const present = service.versions?.[color];
  const isKept = present && !exactly && isUpToDate(service, color, code);
  return isKept ? present : stageVersion(context, place, { code }, reason);
}

/** The version of a color with some content; its present one where that is the same. */
export function stageVersion(
  context: Context,
  { service, color }: Place,
  content: ContentToBuild,
  reason: string | undefined,
): Version {
  const staged: Staged = {
    at: context.now().toISOString(),
    by: currentUser(context),
    ...(reason !== undefined && { reason }),
  };
  const next = buildVersion(service, color, content, staged);
  const present = service.versions?.[color];
  // The same content under another name: the record follows the file's wording.
  return present && isSameContent(present, next) ? { ...present, code: next.code } : next;
}

/** The code that the file names for a color itself, resolved; undefined where it names none. */
export async function resolveOwnCode(
  context: Context,
  environment: Environment,
  service: Service,
  color: Color,
): Promise<VersionCode | undefined> {
  const own = ownCode(service, color);
  return own && resolveCode(context, environment, own);
}
