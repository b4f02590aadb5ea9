// Packages that are objects in S3, named by their address.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, endpointOf, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';

/**
 * The version that an object has now; undefined in a bucket without versioning.
 * @throws {UserError} PACKAGE_NOT_FOUND when there is no such object.
 */
export async function resolveObjectVersion(
  environment: Environment,
  context: Context,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<string | undefined> {
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const forcePathStyle = endpointOf(environment) !== undefined;
  const client = new sdk.S3Client({ ...clientConfig(environment, context.env), forcePathStyle });
  return callAws(environment, 's3:GetObject', async () => {
    try {
      const found = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }));
      return found.VersionId === 'null' ? undefined : found.VersionId;
    } catch (error) {
      if (!isAwsError(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket')) throw error;
      throw new UserError(
        'PACKAGE_NOT_FOUND',
        `There is no s3://${bucket}/${key}`,
        'Upload it, or correct its address',
      );
    }
  });
}
