// Whether an image is still in its repository: without it Lambda cannot start its function anew.
import type { EcrImage } from '../../environments/ecr-image';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { calling, isAwsError } from './errors';

/**
 * Asks ECR for an image by its digest or tag.
 * @throws {UserError} when ECR does not say.
 */
export async function isInRepository(environment: Environment, context: Context, image: EcrImage): Promise<boolean> {
  const sdk = await loadSdk(() => import('./sdk-ecr'));
  const client = new sdk.ECRClient({ ...clientConfig(environment, context.env), region: image.region });
  const { account: registryId, repository: repositoryName, digest: imageDigest, tag: imageTag } = image;
  const imageIds = [{ imageDigest, imageTag }];
  return calling(environment, 'ecr:DescribeImages', async () => {
    try {
      await client.send(new sdk.DescribeImagesCommand({ registryId, repositoryName, imageIds }));
      return true;
    } catch (error) {
      if (isAwsError(error, 'ImageNotFound', 'RepositoryNotFound')) return false;
      throw error;
    }
  });
}
