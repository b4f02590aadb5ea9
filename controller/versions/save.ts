// Writes the versions of an environment: into the versions file, and one object for each version into the shared store.
import { formatVersions, parseVersion } from '../../environments/versions/file';
import { parseId } from '../../environments/versions/identity';
import { loadVersions } from '../../environments/versions/load';
import { versionsFileOf, versionsOf } from '../../environments/versions/names';
import type { ServiceVersions, Version } from '../../environments/versions/model';
import { writeEnvironment } from '../../environments/write';
import type { Environment, Service } from '../../environments/schema';
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openSharedStore } from '../store';

/**
 * Writes the versions file; services of which the environment says nothing keep theirs. Does nothing where it says so already.
 * Returns its text; undefined where there is none, since nothing has a version.
 * @throws {UserError} FILE_CHANGED when another process wrote it meanwhile; EnvironmentError when it cannot be used.
 */
export function saveVersions(environment: Environment): string | undefined {
  const { versions, text } = loadVersions(environment.file);
  const file = versionsFileOf(environment.file);
  const wanted = formatVersions({ ...versions, ...versionsOf(environment) });
  if (wanted === text || (text === undefined && environment.services.every((one) => !one.versions))) return text;
  if (writeEnvironment(file, wanted, text)) return wanted;
  throw new UserError('FILE_CHANGED', `${file} was written in the meantime`, 'Run the same command again');
}

/** A version that was made for one service. */
export interface MadeVersion {
  readonly service: string;
  readonly version: Version;
}

/** Keeps versions beside the state, so that every checkout can list them and `ctl pull` can write them into its file. */
export async function recordVersions(
  context: Context,
  environment: Environment,
  made: readonly MadeVersion[],
): Promise<void> {
  const store = await openSharedStore(context, environment);
  for (const { service, version } of made) {
    const { published: _published, ...stored } = version;
    await store.replace(keyOf(environment, service, version.id), `${JSON.stringify(stored)}\n`, undefined);
  }
}

/** Every version of a service that was staged, the newest first. One whose stored text is damaged is left out. */
export async function readRecorded(context: Context, environment: Environment, service: string): Promise<Version[]> {
  const store = await openSharedStore(context, environment);
  const keys = await store.list(folderOf(environment, service));
  const numberOf = ({ id }: Version): number => parseId(id)?.number ?? 0;
  const texts = await store.readAll(keys);
  return texts.flatMap((one) => parseVersion(one?.text ?? '') ?? []).sort((a, b) => numberOf(b) - numberOf(a));
}

/** The versions of a service with those of a revision in their place; `missing` is an id that is not stored, or damaged. */
export async function findVersionsOf(
  context: Context,
  environment: Environment,
  { name, versions: present }: Pick<Service, 'name' | 'versions'>,
  ids: Readonly<Record<Color, string | null>>,
): Promise<{ readonly versions: ServiceVersions | undefined; readonly missing: string | undefined }> {
  const store = await openSharedStore(context, environment);
  let versions = present;
  let missing: string | undefined;
  for (const color of COLORS) {
    const id = ids[color];
    if (id === null || present?.[color]?.id === id) continue;
    const version = parseVersion((await store.read(keyOf(environment, name, id)))?.text ?? '');
    if (version) versions = { ...versions, [color]: version };
    else missing ??= id;
  }
  return { versions, missing };
}

const folderOf = ({ name }: Pick<Environment, 'name'>, service: string): string => `versions/${name}/${service}/`;

/** The key of a stored version. */
const keyOf = (environment: Pick<Environment, 'name'>, service: string, id: string): string =>
  `${folderOf(environment, service)}${id}.json`;
