// Deploys one color's function to the sandbox as the file has it: code, settings, version, alias.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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

/** Creates or updates a color's function, publishes it and moves its alias; does nothing when all is up to date. */
export async function deployFunction(
  api: Lambda,
  place: { environment: Environment; service: Service; color: Color; context: Context },
  apply: ApplyChange,
): Promise<void> {
  const settings = builtFunction(place.service, place.color);
  const code = await findPackage(settings, place.environment, place.context);
  const wanted = toFunctionInput(settings);
  const latest = await api.find(settings.name);
  await (latest
    ? updateLatest(api, settings.name, latest, code, wanted, apply)
    : apply('create', `function ${settings.name}`, `code ${code.sha256}`, async () => {
        await api.create(settings.name, roleArn(place.service), await readFile(code.file), wanted);
      }));
  await updateConcurrency(api, settings, latest?.reservedConcurrency, apply);
  await publishIfNeeded(api, settings.name, code, wanted, apply, place.context);
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
    await apply('update', `function ${name}`, detail, async () => api.updateCode(name, await readFile(code.file)));
  }
  const differing = findDifferingSettings(latest.configuration, wanted);
  if (differing.length > 0) {
    await apply('update', `function ${name}`, differing.join(', '), () => api.updateSettings(name, wanted));
  }
}

/** Compares the version behind the alias, so that a deployment that stopped before publishing is completed. */
async function publishIfNeeded(
  api: Lambda,
  name: string,
  code: Package,
  wanted: FunctionInput,
  apply: ApplyChange,
  context: Context,
): Promise<void> {
  const alias = await api.alias(name);
  const live = alias && (await api.find(name, alias.version));
  const same =
    live?.configuration.CodeSha256 === code.sha256 && !findDifferingSettings(live.configuration, wanted).length;
  if (same) return;
  const detail = alias ? `version ${alias.version} -> the next` : 'the first version';
  await apply(alias ? 'update' : 'create', `alias ${name}:${ALIAS}`, detail, async () => {
    await waitUntilUpdated(context, api, name);
    const version = await api.publish(name);
    await (alias ? api.moveAlias(name, version) : api.createAlias(name, version));
  });
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
