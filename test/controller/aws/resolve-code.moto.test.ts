// What the code of a release stands for now: the digest of a tag in ECR, and the version of an object in S3.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { resolveDigest } from '../../../controller/aws/ecr-images';
import { resolveObjectVersion } from '../../../controller/aws/package-objects';
import { parseEcrImage } from '../../../environments/ecr-image';
import type { EcrImage } from '../../../environments/ecr-image';
import { testContext } from '../../contract/context';
import { makeBucket } from '../../helpers/bucket';
import { startMoto } from '../../helpers/moto';
import type { Moto } from '../../helpers/moto';
import { environmentOf } from './environment';

const MEDIA_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const context = testContext('/nowhere', { env: { CTL_API_TIMEOUT: '10' } });

let moto: Moto;
const prod = () => environmentOf({ region: 'us-east-1', emulator_endpoint: moto.url });

beforeAll(async () => {
  moto = await startMoto();
}, 60_000);
afterAll(() => moto.stop());

describe('a tag in ECR', () => {
  const repositoryName = 'team/shop';
  let ecr: ECRClient;
  const imageOf = (uri: string): EcrImage => {
    const image = parseEcrImage(uri);
    if (!image) throw new Error(`${uri} is not in ECR`);
    return image;
  };
  const resolve = (name: string) => resolveDigest(prod(), context, imageOf(`${REGISTRY}/${name}`));
  const push = async (imageTag: string, layers: readonly object[]): Promise<string> => {
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, config: {}, layers });
    const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
    return image?.imageId?.imageDigest ?? '';
  };

  beforeAll(async () => {
    ecr = new ECRClient({ endpoint: moto.url, region: 'eu-west-1', credentials });
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  });

  it('is resolved to the digest that it has now, also in another region and after it moved', async () => {
    const first = await push('v1', []);
    expect(await resolve(`${repositoryName}:v1`)).toBe(first);
    const second = await push('v1', [{ mediaType: MEDIA_TYPE, size: 1, digest: `sha256:${'b'.repeat(64)}` }]);
    expect(second).not.toBe(first);
    expect(await resolve(`${repositoryName}:v1`)).toBe(second);
  });

  it.each([`${repositoryName}:v2`, repositoryName, 'team/other:v1'])('%s does not exist', async (name) => {
    await expect(resolve(name)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND', exitCode: 2 });
  });
});

describe('an object in S3', () => {
  let s3: S3Client;
  const Key = 'shop/1 +ü.zip';
  const put = async (Bucket: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const resolve = (bucket: string, key = Key) => resolveObjectVersion(prod(), context, { bucket, key });
  const setVersioning = (Bucket: string, Status: 'Enabled' | 'Suspended') =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

  beforeAll(async () => {
    s3 = new S3Client({ endpoint: moto.url, region: 'us-east-1', credentials, forcePathStyle: true });
    for (const bucket of ['plain', 'versioned']) await makeBucket(moto.url, bucket);
    await setVersioning('versioned', 'Enabled');
  });

  it('has the version that was put last', async () => {
    for (const body of ['one', 'two']) {
      const { VersionId } = await put('versioned', body);
      expect(VersionId).toBeTruthy();
      expect(await resolve('versioned')).toBe(VersionId);
    }
  });

  it('has no version in a bucket without versioning', async () => {
    await put('plain', 'one');
    expect(await resolve('plain')).toBeUndefined();
  });

  it('does not exist under another key, in a bucket that is missing, or after it was deleted', async () => {
    const missing = { code: 'PACKAGE_NOT_FOUND', exitCode: 2 };
    await expect(resolve('versioned', 'shop/2.zip')).rejects.toMatchObject(missing);
    await expect(resolve('nowhere')).rejects.toMatchObject(missing);
    await s3.send(new DeleteObjectCommand({ Bucket: 'versioned', Key }));
    await expect(resolve('versioned')).rejects.toMatchObject(missing);
  });
});
