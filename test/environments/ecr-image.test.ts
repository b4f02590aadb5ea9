// What an image's address says about the repository in ECR that holds it.
import { describe, expect, it } from '@jest/globals';
import { parseEcrImage } from '../../environments/ecr-image';

const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/shop';
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('the address of an image', () => {
  it.each([
    [`${REPOSITORY}@${DIGEST}`, { digest: DIGEST, tag: undefined }],
    [`${REPOSITORY}:v1@${DIGEST}`, { digest: DIGEST, tag: undefined }],
    [`${REPOSITORY}:v1`, { digest: undefined, tag: 'v1' }],
    [REPOSITORY, { digest: undefined, tag: 'latest' }],
  ])('%s', (uri, named) => {
    expect(parseEcrImage(uri)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      repository: 'team/shop',
      ...named,
    });
  });

  it.each(['nginx:latest', 'ghcr.io/team/shop:v1', `${REPOSITORY}@sha256:short`])('%s is not in ECR', (uri) => {
    expect(parseEcrImage(uri)).toBeUndefined();
  });
});
