// Checks that an image is still in its repository: Lambda needs it to start the function again.
import type { EcrImage } from '../../environments/ecr-image';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
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
