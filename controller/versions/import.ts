// Gives the colors of an environment that was deployed before there were versions the version that they run.
import type { Environment, Service } from '../../environments/schema';
import { nextSettings, ownCode } from '../../environments/service';
import { isS3, parseS3 } from '../../environments/package-source';
import { toHex, toVersionCode } from '../../environments/package';
import { makeVersion } from '../../environments/versions/identity';
import type { ServiceVersions, Staged, VersionCode, VersionSettings } from '../../environments/versions/model';
import { COLORS, otherColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import { DEFAULT_STORAGE_MB } from '../aws/function-input';
import type { FoundFunction } from '../aws/lambda';
import { withVersions } from '../../environments/versions/names';
import type { Context } from '../core/context';
import { currentUser } from '../core/user';
import { readRunning } from './behind-alias';
import type { BehindAlias, RunningColors } from './behind-alias';
import { recordVersions, saveVersions } from './save';

/** Gives colors that run something but have no version yet the version that they run; nothing is written. */
export function importRunning(
  context: Context,
  environment: Environment,
  running: ReadonlyMap<string, RunningColors>,
): Environment {
  const staged = {
    at: context.now().toISOString(),
    by: currentUser(context),
    reason: 'it ran before there were versions',
  };
  const imported = environment.services.flatMap((service): [string, ServiceVersions][] => {
    const colors = running.get(service.name);
    const versions = colors && importVersions(service, colors, staged);
    return versions && versions !== service.versions ? [[service.name, versions]] : [];
  });
  return withVersions(environment, Object.fromEntries(imported));
}

/**
 * Does so for some services of an environment, and writes them into the versions file: at the first look at it.
 * @throws {UserError} when Lambda does not answer.
 */
export async function importMissing(
  context: Context,
  environment: Environment,
  { services, save }: { readonly services: readonly Service[]; readonly save: boolean },
): Promise<Environment> {
  const without = services.filter(({ versions }) => COLORS.some((color) => !versions?.[color]));
  if (without.length === 0) return environment;
  const imported = importRunning(context, environment, await readRunning(context, environment, without));
  if (save) await saveImported(context, imported, without);
  return imported;
}

/** Writes imported versions into the versions file and the shared store. */
export async function saveImported(
  context: Context,
  environment: Environment,
  before: readonly Service[],
): Promise<void> {
  const made = environment.services.flatMap(({ name, versions }) => {
    const old = before.find((one) => one.name === name);
    return COLORS.flatMap((color) => {
      const version = versions?.[color];
      return old && version && !old.versions?.[color] ? [{ service: name, version }] : [];
    });
  });
  if (made.length === 0) return;
  await recordVersions(context, environment, made);
  saveVersions(environment);
}

/** The versions of a service whose colors without a version get the one behind their alias; nothing is changed in what runs. */
export function importVersions(service: Service, running: RunningColors, staged: Staged): ServiceVersions | undefined {
  return COLORS.reduce<ServiceVersions | undefined>((versions, color) => {
    const behind = running[color];
    if (!behind || versions?.[color]) return versions;
    const content = {
      code: readCode(service, color, behind.found),
      settings: readSettings(service, color, behind.found),
    };
    const version = makeVersion(versions ?? {}, content, { first: !hasOwnRole(service, color, behind), staged });
    return { ...versions, [color]: { ...version, published: behind.published } };
  }, service.versions);
}

/** What runs decides; the file only says from where it came. */
function readCode(service: Service, color: Color, { configuration, imageUri }: FoundFunction): VersionCode {
  const named = ownCode(service, color) ?? ownCode(service, otherColor(color));
  if (imageUri !== undefined) return { kind: 'image', uri: imageUri, source: imageUri };
  const source = named?.kind === 'package' ? named.source : '';
  const object = isS3(source) ? parseS3(source) : undefined;
  if (!object) return { kind: 'zip', sha256: toHex(configuration.CodeSha256 ?? ''), source };
  return toVersionCode({ kind: 's3', ...object }, source);
}

/** The published settings; what is not published, or the environment decides, is as in the file. */
function readSettings(service: Service, color: Color, { configuration, imageUri }: FoundFunction): VersionSettings {
  const filed = nextSettings(service, color, imageUri === undefined ? 'package' : 'image');
  const { ephemeral_storage: _storage, handler: _handler, runtime: _runtime, ...others } = filed;
  const storage = configuration.EphemeralStorage?.Size;
  const hasStorage = storage !== undefined && (storage !== DEFAULT_STORAGE_MB || filed.ephemeral_storage !== undefined);
  return {
    ...others,
    memory_size: configuration.MemorySize ?? filed.memory_size,
    timeout: configuration.Timeout ?? filed.timeout,
    architecture: configuration.Architectures?.[0] ?? filed.architecture,
    environment: configuration.Environment?.Variables ?? {},
    layers: (configuration.Layers ?? []).flatMap(({ Arn }) => Arn ?? []),
    ...(hasStorage && { ephemeral_storage: storage }),
    ...(configuration.Handler && { handler: configuration.Handler }),
    ...(configuration.Runtime && { runtime: configuration.Runtime }),
  };
}

const hasOwnRole = ({ family }: Service, color: Color, { found }: BehindAlias): boolean =>
  found.configuration.Role?.endsWith(`role/${targetGroupName(family, color)}`) ?? false;
