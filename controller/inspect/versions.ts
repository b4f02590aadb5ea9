// ctl versions: what was staged for each color, when, by whom and why, and where it runs.
import type { Version } from '../../environments/versions/model';
import { servingColors } from '../../environments/versions/serving';
import { COLORS, weightsOf } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { readForRollback } from '../rollback/load-environment';
import { readRecorded } from '../versions/save';
import { findEnvironment, selectServices } from '../workspace/open-environment';

/** One version of a service. `on`: the color that runs it, with its part of ordinary traffic by the file; null where none does. */
export interface ListedVersion {
  readonly service: string;
  readonly id: string;
  readonly on: { readonly color: Color; readonly share: number; readonly serves: boolean } | null;
  readonly published: string | null;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly code: Version['code'];
  readonly settings: Omit<Version['settings'], 'environment'> & {
    /** Names only: the values may be secrets. */
    readonly environment: readonly string[];
  };
}

/** The versions of an environment's services, the newest of each first. */
export interface VersionList {
  readonly environment: string;
  readonly versions: readonly ListedVersion[];
}

/**
 * Lists the versions of one service, or of all.
 * @throws {UserError} when the store cannot be read.
 */
export async function listVersions(
  context: Context,
  named: string | undefined,
  { service, limit }: { readonly service: string | undefined; readonly limit: number },
): Promise<VersionList> {
  const read = await readForRollback(context, await findEnvironment(context, named));
  const problem = read.broken ?? read.versionsBroken;
  if (problem) throw problem;
  const { environment } = read;
  const services = selectServices(environment, { service, all: service === undefined });
  const versions: ListedVersion[] = [];
  for (const one of services) {
    const stored = await readRecorded(context, environment, one.name);
    const present = COLORS.flatMap((color) => {
      const version = one.versions?.[color];
      return version ? [{ color, version }] : [];
    });
    const others = stored.filter(({ id }) => present.every(({ version }) => version.id !== id));
    const serving = servingColors(one);
    const weights = weightsOf(one.green_weight);
    const listed = [
      ...present.map(({ color, version }) =>
        describe(one.name, version, { color, share: weights[color], serves: serving.includes(color) }),
      ),
      ...others.map((version) => describe(one.name, version, null)),
    ];
    versions.push(...listed.slice(0, limit));
  }
  return { environment: environment.name, versions };
}

function describe(service: string, version: Version, on: ListedVersion['on']): ListedVersion {
  const { id, staged, code, settings, published } = version;
  return {
    ...{ service, id, on, published: published ?? null },
    ...{ at: staged.at, by: staged.by, reason: staged.reason ?? null, code },
    settings: { ...settings, environment: Object.keys(settings.environment).sort() },
  };
}
