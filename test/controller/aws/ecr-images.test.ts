// The digest of a tag, from answers as ECR gives them; an emulator's are in resolve-code.moto.test.ts.
import { describe, expect, it } from '@jest/globals';
import { isInRepository, resolveDigest } from '../../../controller/aws/ecr-images';
import type { EcrImage } from '../../../environments/ecr-image';
import { testContext } from '../../contract/context';
import { environmentOf } from './environment';
import { withAnswer } from './faked-aws';
import type { Answer } from './faked-aws';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const image: EcrImage = {
  account: '123456789012',
  region: 'eu-west-1',
  repository: 'team/shop',
  digest: undefined,
  tag: 'v1',
};
const context = testContext('/nowhere', { env: { AWS_MAX_ATTEMPTS: '1', CTL_API_TIMEOUT: '5' } });
const at = (url: string) => environmentOf({ emulator_endpoint: url });
const resolveWith = (answer: Answer, one = image) => withAnswer(answer, (url) => resolveDigest(at(url), context, one));
const failing = (name: string): Answer => ({ status: 400, body: { __type: name, message: `${name} it is` } });

describe('the digest of an image', () => {
  it('is that of its tag, in the registry of its account', async () => {
    const { result, requests } = await resolveWith({ status: 200, body: { imageDetails: [{ imageDigest: DIGEST }] } });
    expect(result).toBe(DIGEST);
    expect(JSON.parse(requests[0]?.split(' ').slice(2).join(' ') ?? '')).toEqual({
      registryId: '123456789012',
      repositoryName: 'team/shop',
      imageIds: [{ imageTag: 'v1' }],
    });
  });

  it('is the one that the address has, without a call', async () => {
    const named = { ...image, digest: DIGEST, tag: undefined };
    expect(await resolveWith(failing('AccessDeniedException'), named)).toEqual({ result: DIGEST, requests: [] });
  });

  it.each([
    [
      'ImageNotFoundException',
      'There is no image with the tag v1 in team/shop of 123456789012 in eu-west-1.',
      '@sha256:',
    ],
    ['RepositoryNotFoundException', 'There is no repository team/shop of 123456789012 in eu-west-1.', 'create'],
  ])('is missing after %s, which is bad input', async (name, message, hint) => {
    await expect(resolveWith(failing(name))).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      exitCode: 2,
      message,
      hint: expect.stringContaining(hint),
    });
  });

  it('is missing in an answer without images', async () => {
    const answer = { status: 200, body: { imageDetails: [] } };
    await expect(resolveWith(answer)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect((await withAnswer(answer, (url) => isInRepository(at(url), context, image))).result).toBe(false);
  });

  it('is unknown without permission', async () => {
    await expect(resolveWith(failing('AccessDeniedException'))).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: expect.stringContaining('ecr:DescribeImages'),
    });
  });

  it('is unknown when nothing answers', async () => {
    await expect(resolveDigest(at('http://127.0.0.1:1'), context, image)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});
