// Writes the versions of an environment: into the versions file, and one object for each version into the shared store.
import { formatVersions } from '../../environments/versions/file';
import { loadVersions } from '../../environments/versions/load';
import { versionsFileOf, versionsOf } from '../../environments/versions/names';
import type { ServiceVersions, Version } from '../../environments/versions/model';
import { writeEnvironment } from '../../environments/write';
import type { Environment } from '../../environments/schema';
import type { Color } from '../../routing/model';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openSharedStore } from '../store';

/** The versions of a service with that of one color replaced. */
export const replaceVersion = (
  versions: ServiceVersions | undefined,
  color: Color,
  version: Version,
): ServiceVersions => ({
  ...versions,
  [color]: version,
});

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

/** The key of a stored version. */
const keyOf = ({ name }: Pick<Environment, 'name'>, service: string, id: string): string =>
  `versions/${name}/${service}/${id}.json`;
