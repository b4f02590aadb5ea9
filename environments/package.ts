// Finds the artifact that a package in the file stands for: a zip named by its hash, or an object in S3.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { replaceFile } from './drafts';
import { isS3, parseS3 } from './package-source';
import { fileError } from './problems';
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
  if (!found) throw fileError(path, 'the package does not exist', 'Create it, or write an existing folder or zip file');
  const zip = found.isDirectory() ? zipFolder(path) : readFileSync(path);
  const digest = createHash('sha256').update(zip).digest();
  const file = packageFile(storeDir, digest.toString('hex'));
  if (!existsSync(file)) replaceFile(file, zip);
  return { kind: 'zip', sha256: digest.toString('base64'), file };
}

/** Where a store keeps the package with a SHA-256 in hexadecimal. */
export const packageFile = (storeDir: string, sha256: string): string => resolve(storeDir, `${sha256}.zip`);

/** A SHA-256 as Lambda's CodeSha256 has it, from hexadecimal. */
export const toBase64 = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64');

/** A SHA-256 in hexadecimal, from Lambda's CodeSha256. */
export const toHex = (sha256: string): string => Buffer.from(sha256, 'base64').toString('hex');
