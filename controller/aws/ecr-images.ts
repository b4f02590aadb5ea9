// Checks that an image is still in its repository: Lambda needs it to start the function again.
import type { EcrImage } from '../../environments/ecr-image';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { UserError } from '../core/errors';
import { callAws, isAwsError } from './errors';

/**
 * Looks up an image in ECR by its digest or tag.
 * @throws {UserError} when the call fails.
 */
export async function isInRepository(environment: Environment, context: Context, image: EcrImage): Promise<boolean> {
  const sdk = await loadSdk(() => import('./sdk-ecr'));
  const client = new sdk.ECRClient({ ...clientConfig(environment, context.env), region: image.region });
  const { account: registryId, repository: repositoryName, digest: imageDigest, tag: imageTag } = image;
  const imageIds = [{ imageDigest, imageTag }];
  return callAws(environment, 'ecr:DescribeImages', async () => {
    try {
      await client.send(new sdk.DescribeImagesCommand({ registryId, repositoryName, imageIds }));
      return true;
    } catch (error) {
      if (isAwsError(error, 'ImageNotFound', 'RepositoryNotFound')) return false;
      throw error;
    }
  });
}

/**
 * The digest of an image, such as `sha256:…`, by its tag.
 * @throws {UserError} IMAGE_NOT_FOUND when the repository has no such tag.
 */
export async function resolveDigest(environment: Environment, context: Context, image: EcrImage): Promise<string> {
  const sdk = await loadSdk(() => import('./sdk-ecr'));
  const client = new sdk.ECRClient({ ...clientConfig(environment, context.env), region: image.region });
  const { account: registryId, repository: repositoryName, tag: imageTag } = image;
  const digest = await callAws(environment, 'ecr:DescribeImages', async () => {
    try {
      const input = { registryId, repositoryName, imageIds: [{ imageTag }] };
      return (await client.send(new sdk.DescribeImagesCommand(input))).imageDetails?.[0]?.imageDigest;
    } catch (error) {
      if (isAwsError(error, 'ImageNotFound', 'RepositoryNotFound')) return undefined;
      throw error;
    }
  });
  if (digest !== undefined) return digest;
  throw new UserError(
    'IMAGE_NOT_FOUND',
    `There is no image ${imageTag} in ${repositoryName} (${image.region})`,
    'Push it, or name another tag or a digest (@sha256:…)',
  );
}
