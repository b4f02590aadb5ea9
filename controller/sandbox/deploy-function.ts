// Deploys one color's function to the sandbox as the file has it: code, settings, version, alias.
import { dirname } from 'node:path';
import { readWhole } from '../../environments/drafts';
import { resolvePackage, toBase64 } from '../../environments/package';
import type { Environment, Service } from '../../environments/schema';
import { ALIAS, builtFunction } from '../../environments/service';
import type { BuiltFunction } from '../../environments/service';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findDifferingSettings, toFunctionInput } from '../aws/function-input';
import type { FunctionInput } from '../aws/function-input';
import type { FoundFunction, Lambda } from '../aws/lambda';
import { fetchPackage } from '../versions/packages';
import { packageFolder } from '../versions/resolve-code';
import { waitUntilUpdated } from '../versions/wait';
import type { ApplyChange } from './change';

/** A package for upload; `sha256` is in base64, as in Lambda's API. */
interface Package {
  readonly sha256: string;
  readonly file: string;
}

/**
 * Creates or updates a color's function, publishes it and moves its alias. Does nothing while the version behind the alias is as
 * wanted, so that a color with traffic is not touched.
 */
export async function deployFunction(
  api: Lambda,
  place: { environment: Environment; service: Service; color: Color; context: Context },
  apply: ApplyChange,
): Promise<void> {
  const settings = builtFunction(place.service, place.color);
  const wanted = toFunctionInput(settings);
  const { name, code } = settings;
  const alias = await api.alias(name);
  const live = alias && (await api.find(name, alias.version));
  const latest = await api.find(name);
  const isLive =
    code.kind === 'zip' &&
    live?.configuration.CodeSha256 === toBase64(code.sha256) &&
    findDifferingSettings(live.configuration, wanted).length === 0;
  if (!isLive) {
    const found = await findPackage(settings, place.environment, place.context);
    await (latest
      ? updateLatest(api, name, latest, found, wanted, apply)
      : apply('create', `function ${name}`, `code ${found.sha256}`, async () => {
          await api.create(name, roleArn(place.service), readWhole(found.file), wanted);
        }));
    const published = place.service.versions?.[place.color]?.published;
    await publishIfNeeded(api, { name, code: found, wanted, published }, apply, place.context);
  }
  await updateConcurrency(api, settings, latest?.reservedConcurrency, apply);
}

async function updateConcurrency(
  api: Lambda,
  settings: BuiltFunction,
  current: number | undefined,
  apply: ApplyChange,
): Promise<void> {
  const wanted = settings.reserved_concurrency;
  if (wanted === current) return;
  await apply('update', `function ${settings.name}`, `reserved_concurrency ${wanted ?? 'none'}`, () =>
    api.reserveConcurrency(settings.name, wanted),
  );
}

async function updateLatest(
  api: Lambda,
  name: string,
  latest: FoundFunction,
  code: Package,
  wanted: FunctionInput,
  apply: ApplyChange,
): Promise<void> {
  if (latest.configuration.CodeSha256 !== code.sha256) {
    const detail = `code ${latest.configuration.CodeSha256 ?? 'unknown'} -> ${code.sha256}`;
    await apply('update', `function ${name}`, detail, async () => api.updateCode(name, readWhole(code.file)));
  }
  const differing = findDifferingSettings(latest.configuration, wanted);
  if (differing.length > 0) {
    await apply('update', `function ${name}`, differing.join(', '), () => api.updateSettings(name, wanted));
  }
}

/** What must be behind an alias. `published`: the version that was published with it already, if there is one. */
interface Wanted {
  readonly name: string;
  readonly code: Package;
  readonly wanted: FunctionInput;
  readonly published: string | undefined;
}

/** Compares the version behind the alias, so that a deployment that stopped before publishing is completed. */
async function publishIfNeeded(api: Lambda, goal: Wanted, apply: ApplyChange, context: Context): Promise<void> {
  const { name } = goal;
  const alias = await api.alias(name);
  if (alias && (await isWanted(api, goal, alias.version))) return;
  const detail = alias ? `version ${alias.version} -> the next` : 'the first version';
  await apply(alias ? 'update' : 'create', `alias ${name}:${ALIAS}`, detail, async () => {
    await waitUntilUpdated(context, api, name);
    const { published } = goal;
    const isPublished = published !== undefined && (await isWanted(api, goal, published));
    const version = isPublished ? published : await api.publish(name);
    await (alias ? api.moveAlias(name, version) : api.createAlias(name, version));
  });
}

async function isWanted(api: Lambda, { name, code, wanted }: Wanted, version: string): Promise<boolean> {
  const found = await api.find(name, version);
  return (
    found?.configuration.CodeSha256 === code.sha256 && findDifferingSettings(found.configuration, wanted).length === 0
  );
}

/** The package of a version, kept under its hash; before there is a version, the one that the file names. */
async function findPackage(fn: BuiltFunction, environment: Environment, context: Context): Promise<Package> {
  const { code } = fn;
  if (code.kind === 'zip')
    return { sha256: toBase64(code.sha256), file: await fetchPackage(context, environment, code) };
  const artifact =
    code.kind === 'package'
      ? resolvePackage(code.source, dirname(environment.file), packageFolder(context))
      : undefined;
  if (artifact?.kind === 'zip') return artifact;
  throw new UserError(
    'CODE_NOT_RUNNABLE',
    `The sandbox cannot run the code of ${fn.name}: it is ${code.kind === 'image' ? 'a container image' : 'in S3'}.`,
    `Name a folder or a zip file: ${fn.color}_package in ${environment.file}.`,
  );
}

/** The sandbox does not use the role, but the API requires one. */
const roleArn = (service: Service): string => `arn:aws:iam::000000000000:role/${service.family}`;
