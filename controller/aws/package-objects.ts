// Packages that are objects in S3, named by their address: which version is current.
import type { S3Object } from '../../environments/package-source';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, endpointOf, loadSdk } from './clients';
import { callAws, httpStatusOf } from './errors';

/** The version of an object in a bucket without versioning; a new object of that key replaces it. */
const NO_VERSION = 'null';

/**
 * The version that a package in S3 has now; undefined in a bucket without versioning. An object that is named with its version has
 * that one, and S3 is not asked.
 * @throws {UserError} PACKAGE_NOT_FOUND when it does not exist; another when the call fails.
 */
export async function resolveObjectVersion(
  environment: Environment,
  context: Context,
  object: S3Object,
): Promise<string | undefined> {
  if (object.version !== undefined) return object.version;
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const forcePathStyle = endpointOf(environment) !== undefined;
  const client = new sdk.S3Client({ ...clientConfig(environment, context), forcePathStyle });
  return callAws(environment, 's3:GetObject', async () => {
    try {
      const head = await client.send(new sdk.HeadObjectCommand({ Bucket: object.bucket, Key: object.key }));
      return head.VersionId === NO_VERSION ? undefined : head.VersionId;
    } catch (error) {
      throw explain(error, object, environment.region);
    }
  });
}

/** The answer to HeadObject has no body, so that its status is all that is known. */
function explain(error: unknown, { bucket, key }: S3Object, region: string): unknown {
  const place = `s3://${bucket}/${key}`;
  const status = httpStatusOf(error);
  if (status === 301) {
    return new UserError(
      'PACKAGE_NOT_FOUND',
      `${place}: the bucket is not in ${region}, and Lambda reads packages from its own region only.`,
      `Upload the package to a bucket in ${region}, and name that one.`,
      { cause: error },
    );
  }
  if (status === 403) {
    return new UserError(
      'ACCESS_DENIED',
      `s3:GetObject: access denied to ${place}.`,
      'Allow s3:GetObject on it to the role or user that runs ctl. If that is allowed, it does not exist: S3 only says so to those who have s3:ListBucket.',
      { cause: error },
    );
  }
  if (status !== 404) return error;
  return new UserError('PACKAGE_NOT_FOUND', `${place} does not exist.`, 'Upload the package, or correct its address.', {
    cause: error,
  });
}
