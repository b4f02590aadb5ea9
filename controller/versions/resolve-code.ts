// Resolves the code that the file names to code that cannot change: an image by digest, a package by hash, an object by version.
import { dirname, join } from 'node:path';
import { parseEcrImage } from '../../environments/ecr-image';
import { resolvePackage, toVersionCode } from '../../environments/package';
import type { Environment } from '../../environments/schema';
import type { Code } from '../../environments/service';
import type { VersionCode } from '../../environments/versions/model';
import type { Context } from '../core/context';

/** The folder of a checkout in which packages are kept by their hash. */
export const packageFolder = ({ root }: Pick<Context, 'root'>): string => join(root, '.teal', 'packages');

/**
 * Resolves code. A folder is zipped reproducibly, and the zip kept under `.teal/packages`. `source` stays as the file writes it.
 * @throws {EnvironmentError} when a package does not exist; UserError when a tag or an object cannot be resolved.
 */
export async function resolveCode(context: Context, environment: Environment, code: Code): Promise<VersionCode> {
  if (code.kind === 'image') return { kind: 'image', uri: await pin(context, environment, code.uri), source: code.uri };
  const { source } = code;
  const artifact = resolvePackage(source, dirname(environment.file), packageFolder(context));
  if (artifact.kind === 'zip' || artifact.version !== undefined) return toVersionCode(artifact, source);
  const { resolveObjectVersion } = await import('../aws/package-objects');
  const version = await resolveObjectVersion(environment, context, artifact);
  return toVersionCode({ ...artifact, ...(version !== undefined && { version }) }, source);
}

/** An image by digest. One of another registry stays as it is: Lambda takes images of ECR alone, and refuses it. */
async function pin(context: Context, environment: Environment, uri: string): Promise<string> {
  const image = parseEcrImage(uri);
  if (!image || image.digest !== undefined || environment.target !== 'aws') return uri;
  const { resolveDigest } = await import('../aws/ecr-images');
  return `${uri.replace(/:[\w.-]+$/, '')}@${await resolveDigest(environment, context, image)}`;
}
