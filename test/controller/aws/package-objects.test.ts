// The version of a package in S3, from answers as S3 gives them; an emulator's are in resolve-code.moto.test.ts.
import { describe, expect, it } from '@jest/globals';
import { resolveObjectVersion } from '../../../controller/aws/package-objects';
import { testContext } from '../../contract/context';
import { environmentOf } from './environment';
import { withAnswer } from './faked-aws';
import type { Answer } from './faked-aws';

const object = { bucket: 'acme-code', key: 'shop/1.zip' };
const context = testContext('/nowhere', { env: { AWS_MAX_ATTEMPTS: '1', CTL_API_TIMEOUT: '5' } });
const at = (url: string) => environmentOf({ emulator_endpoint: url });
const resolveWith = (answer: Answer, one: Parameters<typeof resolveObjectVersion>[2] = object) =>
  withAnswer(answer, (url) => resolveObjectVersion(at(url), context, one));

describe('the version of a package in S3', () => {
  it('is the current one, read without the package', async () => {
    const { result, requests } = await resolveWith({ status: 200, headers: { 'x-amz-version-id': 'v7' } });
    expect({ result, requests }).toEqual({ result: 'v7', requests: ['HEAD /acme-code/shop/1.zip'] });
  });

  it('is the one that the address has, without a call', async () => {
    expect(await resolveWith({ status: 404 }, { ...object, version: 'v3' })).toEqual({ result: 'v3', requests: [] });
  });

  it.each<[name: string, headers: Record<string, string>]>([
    ['never had versioning', {}],
    ['has it suspended', { 'x-amz-version-id': 'null' }],
  ])('is undefined in a bucket that %s', async (_name, headers) => {
    expect((await resolveWith({ status: 200, headers })).result).toBeUndefined();
  });

  it.each([
    [404, 'PACKAGE_NOT_FOUND', 's3://acme-code/shop/1.zip does not exist', 'Upload the package'],
    [301, 'PACKAGE_NOT_FOUND', 's3://acme-code/shop/1.zip: the bucket is not in us-east-1', 'a bucket in us-east-1'],
    [403, 'ACCESS_DENIED', 'access denied to s3://acme-code/shop/1.zip', 'Allow s3:GetObject'],
    [503, 'AWS_CALL_FAILED', 's3:GetObject failed', 'run the same command again'],
  ])('is an error after status %i: %s', async (status, code, message, hint) => {
    await expect(resolveWith({ status })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it('is bad input when there is no package', async () => {
    await expect(resolveWith({ status: 404 })).rejects.toMatchObject({ exitCode: 2 });
  });

  it('is unknown when nothing answers', async () => {
    await expect(resolveObjectVersion(at('http://127.0.0.1:1'), context, object)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});
