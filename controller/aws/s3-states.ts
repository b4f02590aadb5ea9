// What identifies the Terraform states of an environment in S3, without reading them.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { loadSdk } from './clients';
import { callAws } from './errors';
import { readPages } from './paginate';
import { s3Config } from './s3-store';

/**
 * Lists the objects directly beside the Terraform states, each with what changes whenever it is written: its ETag and its time. One
 * call stands for two of HeadObject for each stack, for its state and its lock, and sees all of them at the same moment.
 */
export async function listStateObjects(
  environment: Environment,
  state: NonNullable<Environment['state']>,
  context: Context,
): Promise<ReadonlyMap<string, string>> {
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const client = new sdk.S3Client(s3Config(environment, state, context, 'hurried'));
  const Prefix = `${state.prefix ?? `teal/${environment.name}`}/`;
  const objects = await callAws(environment, 's3:ListBucket', () =>
    readPages(
      async (ContinuationToken) => {
        const input = { Bucket: state.bucket, Prefix, Delimiter: '/', ContinuationToken };
        const page = await client.send(new sdk.ListObjectsV2Command(input));
        return { ...page, NextMarker: page.NextContinuationToken };
      },
      (page) => page.Contents,
    ),
  );
  return new Map(
    objects.map(({ Key = '', ETag = '', LastModified }) => [
      Key.slice(Prefix.length),
      `${ETag} ${LastModified?.toISOString() ?? ''}`,
    ]),
  );
}
