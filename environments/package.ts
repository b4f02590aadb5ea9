// Finds the artifact that a package in the file stands for: a zip named by its hash, or an object in S3.
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readWhole, replaceFile } from './drafts';
import { isS3, parseS3 } from './package-source';
import { fileError } from './problems';
import type { VersionCode } from './versions/model';
import { zipFolder } from './zip-folder';

/** What is deployed. `sha256` is the zip's SHA-256 in base64, which is Lambda's CodeSha256; `file` is absolute. */
export type Artifact =
  | { readonly kind: 'zip'; readonly sha256: string; readonly file: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly version?: string };

/**
 * Finds a package, and puts a copy of it into the store under its SHA-256, so that staged code cannot change.
 * A folder is zipped reproducibly; a zip file is copied as it is. Relative paths start at `baseDir`.
 * @throws {EnvironmentError} when the package does not exist, is empty, has links that lead outside, or has an invalid S3 address.
 */
export function resolvePackage(source: string, baseDir: string, storeDir: string): Artifact {
  if (isS3(source)) {
    const object = parseS3(source);
    if (!object)
      throw fileError(source, 'this is not the address of an S3 object', 'Write s3://bucket/key?versionId=VERSION');
    return { kind: 's3', ...object };
  }
  const path = resolve(baseDir, source);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw fileError(path, 'the package does not exist', 'Create it, or name an existing folder or zip file');
  const zip = found.isDirectory() ? zipFolder(path) : readWhole(path);
  const digest = createHash('sha256').update(zip).digest();
  const file = packageFile(storeDir, digest.toString('hex'));
  if (!existsSync(file)) replaceFile(file, zip);
  return { kind: 'zip', sha256: digest.toString('base64'), file };
}

/** The code of a version that is built from a package; `source` as the file writes it. */
export function toVersionCode(artifact: Artifact, source: string): VersionCode {
  if (artifact.kind === 'zip') return { kind: 'zip', sha256: toHex(artifact.sha256), source };
  const { bucket, key, version } = artifact;
  return { kind: 'object', bucket, key, ...(version !== undefined && { object_version: version }), source };
}

/** Whether a package is on this disk, where it may have changed under the same name. Relative paths start at the folder of `file`. */
export const isOnDisk = (file: string, source: string): boolean =>
  !isS3(source) && existsSync(resolve(dirname(file), source));

/** Where a store keeps the package with a SHA-256 in hexadecimal. */
export const packageFile = (storeDir: string, sha256: string): string => resolve(storeDir, `${sha256}.zip`);

/** A SHA-256 as Lambda's CodeSha256 has it, from hexadecimal. */
export const toBase64 = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64');

/** A SHA-256 in hexadecimal, from Lambda's CodeSha256. */
export const toHex = (sha256: string): string => Buffer.from(sha256, 'base64').toString('hex');
