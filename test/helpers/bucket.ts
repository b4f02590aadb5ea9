// Creates the bucket of a shared state in an emulator of AWS.
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/** Creates an empty bucket. */
export async function makeBucket(url: string, Bucket: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new S3Client({ endpoint: url, region: 'us-east-1', credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
}
