// Resolves the code that the file names to code that cannot change: an image by digest, a package by hash, an object by version.
import { dirname, join, relative, resolve } from 'node:path';
import { parseEcrImage } from '../../environments/ecr-image';
import { resolvePackage, toVersionCode } from '../../environments/package';
import { isS3 } from '../../environments/package-source';
import { EnvironmentError } from '../../environments/problems';
import type { Environment } from '../../environments/schema';
import type { Code } from '../../environments/service';
import type { VersionCode } from '../../environments/versions/model';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** The folder of a checkout in which packages are kept by their hash. */
export const packageFolder = ({ root }: Pick<Context, 'root'>): string => join(root, '.teal', 'packages');

/**
 * Resolves code. A folder is zipped reproducibly, and the zip kept under `.teal/packages`. `source` stays as the file writes it.
 * @throws {UserError} EDIT_INVALID when a package does not exist, CODE_NOT_RUNNABLE for code that no sandbox has; when a tag or an
 * object cannot be resolved.
 */
export async function resolveCode(context: Context, environment: Environment, code: Code): Promise<VersionCode> {
  if (environment.target === 'sandbox') refuseElsewhere(code);
  if (code.kind === 'image') return { kind: 'image', uri: await pin(context, environment, code.uri), source: code.uri };
  const { source } = code;
  const artifact = usePackage(context, environment, source, () =>
    resolvePackage(source, dirname(environment.file), packageFolder(context)),
  );
  if (artifact.kind === 'zip' || artifact.version !== undefined) return toVersionCode(artifact, source);
  const { resolveObjectVersion } = await import('../aws/package-objects');
  const version = await resolveObjectVersion(environment, context, artifact);
  return toVersionCode({ ...artifact, ...(version !== undefined && { version }) }, source);
}

/**
 * Does something with a package that the file or an argument names, in whose errors the environment file would be blamed.
 * @throws {UserError} EDIT_INVALID with what is wrong with the package.
 */
export function usePackage<T>(
  { cwd }: Pick<Context, 'cwd'>,
  { file }: Pick<Environment, 'file'>,
  source: string,
  use: () => T,
): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const shown = (path: string): string => relative(cwd, resolve(dirname(file), path)) || '.';
    const faults = error.problems.map((problem) => {
      const inside = shown(problem.file) === shown(source) ? '' : `${shown(problem.file)}: `;
      return `${inside}${problem.message}`;
    });
    throw new UserError(
      'EDIT_INVALID',
      `The package ${shown(source)} cannot be used: ${faults.join('; ')}`,
      error.problems[0]?.hint ?? 'Name another folder or zip file',
      { cause: error },
    );
  }
}

/** @throws {UserError} CODE_NOT_RUNNABLE for an image, or an object in S3. */
function refuseElsewhere(code: Code): void {
  const isHere = code.kind === 'package' && !isS3(code.source);
  if (isHere) return;
  throw new UserError(
    'CODE_NOT_RUNNABLE',
    code.kind === 'image'
      ? `the sandbox runs packages, not container images: ${code.uri}`
      : `the sandbox cannot run a package in S3: ${code.source}`,
    'Name a folder or a zip file on this machine',
  );
}

/** An image by digest. One of another registry stays as it is: Lambda takes images of ECR alone, and refuses it. */
async function pin(context: Context, environment: Environment, uri: string): Promise<string> {
  const image = parseEcrImage(uri);
  if (!image || image.digest !== undefined || environment.target !== 'aws') return uri;
  const { resolveDigest } = await import('../aws/ecr-images');
  return `${uri.replace(/:[\w.-]+$/, '')}@${await resolveDigest(environment, context, image)}`;
}
