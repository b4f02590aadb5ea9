// Packages by their hash: in `.teal/packages` of this checkout, and beside the Terraform state where that is in S3.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readWhole, replaceFile } from '../../environments/drafts';
import { isOnDisk, packageFile, resolvePackage } from '../../environments/package';
import { EnvironmentError } from '../../environments/problems';
import type { Environment } from '../../environments/schema';
import type { Version, VersionCode } from '../../environments/versions/model';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { isInS3 } from '../store';
import { packageFolder } from './resolve-code';

type Zip = Extract<VersionCode, { kind: 'zip' }>;

/** Keeps the packages of new versions beside the state, once each, before anything is built from them. */
export async function keepPackages(
  context: Context,
  environment: Environment,
  versions: readonly Pick<Version, 'code'>[],
): Promise<void> {
  if (!isInS3(environment)) return;
  const { openKeptPackages } = await import('../aws/kept-packages');
  const kept = await openKeptPackages(environment, context);
  for (const { code } of versions) {
    const file = code.kind === 'zip' ? packageFile(packageFolder(context), code.sha256) : '';
    if (code.kind !== 'zip' || !existsSync(file) || (await kept.has(code.sha256))) continue;
    await kept.put(code.sha256, readWhole(file));
  }
}

/**
 * Makes sure that this checkout has the packages of new versions, which an apply uploads: one that was staged elsewhere comes from S3.
 * @throws {UserError} PACKAGE_GONE when one is kept nowhere.
 */
export async function fetchPackages(
  context: Context,
  environment: Environment,
  made: readonly { readonly version: Pick<Version, 'code'> }[],
): Promise<void> {
  for (const { version } of made) {
    if (version.code.kind === 'zip') await fetchPackage(context, environment, version.code);
  }
}

/**
 * The bytes of a package.
 * @throws {UserError} PACKAGE_GONE when it is kept nowhere.
 */
export async function readPackage(context: Context, environment: Environment, code: Zip): Promise<Uint8Array> {
  return readWhole(await fetchPackage(context, environment, code));
}

/** The file of a package in this checkout: kept here, built from its source if that is as it was, or brought here from S3. */
export async function fetchPackage(context: Context, environment: Environment, code: Zip): Promise<string> {
  const file = packageFile(packageFolder(context), code.sha256);
  if (existsSync(file)) return file;
  buildAgain(context, environment, code);
  if (existsSync(file)) return file;
  const bytes = await download(context, environment, code.sha256);
  if (bytes && createHash('sha256').update(bytes).digest('hex') === code.sha256) {
    replaceFile(file, bytes);
    return file;
  }
  throw new UserError(
    'PACKAGE_GONE',
    `The package ${code.sha256.slice(0, 12)}…, built from ${code.source}, is neither in .teal/packages nor beside the state of ${environment.name}${bytes ? ' as it was staged' : ''}`,
    `Build ${code.source} again as it was and run ctl deploy, or copy ${code.sha256}.zip into .teal/packages; ctl rollback works meanwhile`,
  );
}

/** Builds a package from its source, where that is still here. It may hold something else by now, or nothing that can be built. */
function buildAgain(context: Context, environment: Environment, { source }: Zip): void {
  if (!isOnDisk(environment.file, source)) return;
  try {
    resolvePackage(source, dirname(environment.file), packageFolder(context));
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
  }
}

async function download(context: Context, environment: Environment, sha256: string): Promise<Uint8Array | undefined> {
  if (!isInS3(environment)) return undefined;
  const { openKeptPackages } = await import('../aws/kept-packages');
  return (await openKeptPackages(environment, context)).get(sha256);
}
