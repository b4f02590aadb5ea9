// An image that is missing in its repository is reported before a rollback needs it; when ECR does not answer, nothing is blocked.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchDeleteImageCommand, CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { checkRepository } from '../../../controller/readiness/image-checks';
import { testContext } from '../../contract/context';
import { startMoto } from '../../helpers/moto';
import type { Moto } from '../../helpers/moto';
import { environment, service } from '../../stacks/environment';

const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/shop';
const MEDIA_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

describe('an image in a repository', () => {
  let moto: Moto;
  let ecr: ECRClient;
  const repositoryName = 'team/shop';
  const check = (uri: string, endpoint = moto.url) => {
    const shop = service('shop', { blue_image: uri });
    const prod = environment([shop], { emulator_endpoint: endpoint });
    return checkRepository(testContext('/nowhere', { env: { CTL_API_TIMEOUT: '2' } }), prod, shop, 'blue');
  };

  beforeAll(async () => {
    moto = await startMoto();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    ecr = new ECRClient({ endpoint: moto.url, region: 'eu-west-1', credentials });
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  }, 60_000);
  afterAll(() => moto.stop());

  it('is found by digest and by tag, and reported as missing after it was deleted', async () => {
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, config: {}, layers: [] });
    const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: 'v1' }));
    const imageDigest = image?.imageId?.imageDigest ?? '';
    const uris = [`${REPOSITORY}@${imageDigest}`, `${REPOSITORY}:v1`];
    for (const uri of uris) expect(await check(uri)).toMatchObject({ name: 'repository', ok: true });
    await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
    for (const uri of uris) {
      expect(await check(uri)).toMatchObject({ ok: false, detail: expect.stringContaining('is not in team/shop') });
    }
  });

  it('is missing when its repository does not exist', async () => {
    expect(await check(`${REPOSITORY}-old:v1`)).toMatchObject({ ok: false });
  });

  it('is unknown when ECR does not answer, and blocks nothing', async () => {
    expect(await check(`${REPOSITORY}:v1`, 'http://127.0.0.1:1')).toMatchObject({
      ok: null,
      detail: expect.stringContaining('ecr:DescribeImages: nothing answers at'),
    });
  });

  it('is not checked in another registry', async () => {
    expect(await check('ghcr.io/team/shop:v1')).toMatchObject({ ok: null, detail: 'no image in ECR' });
  });
});
