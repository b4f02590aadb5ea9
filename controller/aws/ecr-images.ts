// Looks up images in ECR: whether one is still there, which Lambda needs to start the function again, and what a tag stands for.
import type { EcrImage } from '../../environments/ecr-image';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { clientConfig, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';

/**
 * Looks up an image in ECR by its digest or tag.
 * @throws {UserError} when the call fails.
 */
export async function isInRepository(environment: Environment, context: Context, image: EcrImage): Promise<boolean> {
  return 'digest' in (await describeImage(environment, context, image));
}

/**
 * The digest that an image's tag stands for now. An image that is named by its digest has that one, and ECR is not asked.
 * @throws {UserError} IMAGE_NOT_FOUND when the repository or the tag does not exist; another when the call fails.
 */
export async function resolveDigest(environment: Environment, context: Context, image: EcrImage): Promise<string> {
  if (image.digest !== undefined) return image.digest;
  const found = await describeImage(environment, context, image);
  if ('digest' in found) return found.digest;
  const { account, region, repository, tag } = image;
  const where = `${repository} of ${account} in ${region}`;
  if (found.missing === 'repository') {
    throw new UserError(
      'IMAGE_NOT_FOUND',
      `There is no repository ${where}.`,
      'Correct the address of the image, or create the repository and push the image.',
    );
  }
  throw new UserError(
    'IMAGE_NOT_FOUND',
    `There is no image with the tag ${tag} in ${where}.`,
    `Push it, or name an image that is there by its digest: ${repository}@sha256:DIGEST, from aws ecr describe-images.`,
  );
}

type Found = { readonly digest: string } | { readonly missing: 'image' | 'repository' };

async function describeImage(environment: Environment, context: Context, image: EcrImage): Promise<Found> {
  const sdk = await loadSdk(() => import('./sdk-ecr'));
  const client = new sdk.ECRClient({ ...clientConfig(environment, context), region: image.region });
  const { account: registryId, repository: repositoryName, digest: imageDigest, tag: imageTag } = image;
  const imageIds = [{ imageDigest, imageTag }];
  return callAws(environment, 'ecr:DescribeImages', async () => {
    try {
      const answer = await client.send(new sdk.DescribeImagesCommand({ registryId, repositoryName, imageIds }));
      const digest = answer.imageDetails?.[0]?.imageDigest;
      return digest === undefined ? { missing: 'image' } : { digest };
    } catch (error) {
      if (isAwsError(error, 'ImageNotFound')) return { missing: 'image' };
      if (isAwsError(error, 'RepositoryNotFound')) return { missing: 'repository' };
      throw error;
    }
  });
}
