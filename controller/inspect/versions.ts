// ctl versions: what was staged for each color, when, by whom and why, and where it runs.
import type { Service } from '../../environments';
import type { Version } from '../../environments/versions/model';
import { servingColors } from '../../environments/versions/serving';
import { COLORS, weightsOf } from '../../routing';
import type { Color, ObservedRule } from '../../routing';
import type { Context } from '../core/context';
import { liveServingColors } from '../drift/live-serving';
import { liveWeightsOf } from '../drift/live-weights';
import { readForRollback } from '../rollback/load-environment';
import { readRecorded } from '../versions/save';
import { findEnvironment, selectServices } from '../workspace/open-environment';
import { readLive } from './live';

/** One version of a service. `on`: the color that runs it, with its part of ordinary traffic; null where none does. */
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

/**
 * The versions of an environment's services, the newest of each first. `unreachable`: why the live rules cannot be read; where
 * versions run is then by the file.
 */
export interface VersionList {
  readonly environment: string;
  readonly unreachable: string | null;
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
  const { rules, unreachable } = await readLive(context, environment);
  const versions: ListedVersion[] = [];
  for (const one of services) {
    const stored = await readRecorded(context, environment, one.name);
    const present = COLORS.flatMap((color) => {
      const version = one.versions?.[color];
      return version ? [{ color, version }] : [];
    });
    const others = stored.filter(({ id }) => present.every(({ version }) => version.id !== id));
    const trafficOf = rules ? liveTraffic(one, rules) : trafficByFile(one);
    const listed = [
      ...present.map(({ color, version }) => describe(one.name, version, { color, ...trafficOf(color) })),
      ...others.map((version) => describe(one.name, version, null)),
    ];
    versions.push(...listed.slice(0, limit));
  }
  return { environment: environment.name, unreachable, versions };
}

type TrafficOf = (color: Color) => Omit<NonNullable<ListedVersion['on']>, 'color'>;

/** The traffic of each color by the live rules; none for a service without a rule. */
function liveTraffic(service: Service, rules: readonly ObservedRule[]): TrafficOf {
  const serving = liveServingColors(service, rules);
  const weights = liveWeightsOf(service, rules);
  return (color) => ({ share: weights?.[color] ?? 0, serves: serving.includes(color) });
}

function trafficByFile(service: Service): TrafficOf {
  const serving = servingColors(service);
  const weights = weightsOf(service.green_weight);
  return (color) => ({ share: weights[color], serves: serving.includes(color) });
}

function describe(service: string, version: Version, on: ListedVersion['on']): ListedVersion {
  const { id, staged, code, settings, published } = version;
  return {
    ...{ service, id, on, published: published ?? null },
    ...{ at: staged.at, by: staged.by, reason: staged.reason ?? null, code },
    settings: { ...settings, environment: Object.keys(settings.environment).sort() },
  };
}
