// Small objects beside the Terraform state in S3, each written only while it is what was read.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, endpointOf, loadSdk } from './clients';
import { calling, isAwsError } from './errors';

/** Small objects answer soon or not at all, and somebody waits. */
const ATTEMPTS = 3;
const ANSWER_MILLISECONDS = 10_000;

/** An object's text, and the ETag that says which writing of it this is. */
export interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** Texts by key, under the prefix of the environment's state. */
export interface StateObjects {
  /** Where an object is, such as `s3://acme-state/teal/prod/locks/prod.json`. */
  url(key: string): string;
  /** Undefined when there is none. */
  read(key: string): Promise<StoredText | undefined>;
  /**
   * Writes where the object is still as it was read, or there is still none; undefined when somebody else was faster
   * ("Conditional writes" of the S3 User Guide: 412 for a condition that does not hold, 409 for two at once).
   */
  replace(key: string, text: string, read: StoredText | undefined): Promise<StoredText | undefined>;
}

/** Opens the bucket of an environment's state; undefined where the state is a file. */
export async function openStateObjects(environment: Environment, context: Context): Promise<StateObjects | undefined> {
  const { state } = environment;
  if (!state || environment.target === 'sandbox') return undefined;
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const config = clientConfig(environment, context.env);
  const answer = Math.min(config.requestHandler.requestTimeout, ANSWER_MILLISECONDS);
  const client = new sdk.S3Client({
    ...config,
    ...(context.env.AWS_MAX_ATTEMPTS === undefined && { maxAttempts: ATTEMPTS }),
    requestHandler: { ...config.requestHandler, requestTimeout: answer, socketTimeout: answer },
    region: state.region ?? environment.region,
    forcePathStyle: endpointOf(environment) !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const Bucket = state.bucket;
  const keyOf = (key: string): string => `${state.prefix ?? `teal/${environment.name}`}/${key}`;
  const encryption = state.kms_key_id
    ? ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: state.kms_key_id } as const)
    : {};
  return {
    url: (key) => `s3://${Bucket}/${keyOf(key)}`,
    read: (key) =>
      calling(environment, 's3:GetObject', async () => {
        try {
          return await patiently(ATTEMPTS, async () => {
            const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key: keyOf(key) }));
            return async () => ({ text: (await found.Body?.transformToString()) ?? '', etag: found.ETag ?? '' });
          });
        } catch (error) {
          if (isAwsError(error, 'NoSuchKey')) return undefined;
          throw error;
        }
      }),
    replace: (key, text, read) =>
      calling(environment, 's3:PutObject', async () => {
        const condition = read ? { IfMatch: read.etag } : { IfNoneMatch: '*' };
        const object = { Bucket, Key: keyOf(key), Body: text, ContentType: 'application/json', ...encryption };
        try {
          const put = await client.send(new sdk.PutObjectCommand({ ...object, ...condition }));
          return { text, etag: put.ETag ?? '' };
        } catch (error) {
          if (isAwsError(error, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey')) return undefined;
          throw error;
        }
      }),
  };
}

/** The SDK tries a call again until its answer begins; a body that breaks off is asked for again here. */
async function patiently<T>(attempts: number, call: () => Promise<() => Promise<T>>): Promise<T> {
  const body = await call();
  try {
    return await body();
  } catch (error) {
    if (attempts <= 1) throw error;
    return patiently(attempts - 1, call);
  }
}
