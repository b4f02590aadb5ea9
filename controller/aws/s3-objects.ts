// Small objects beside the Terraform state in S3. An object is only written if it did not change since it was read.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, endpointOf, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';

/** Short limits: small objects are read fast, and a user waits. */
const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;

/** The text of an object, and the ETag that identifies this version. */
export interface StoredText {
  readonly text: string;
  readonly etag: string;
}

/** Texts by key, under the prefix of the environment's state. */
export interface StateObjects {
  /** URL of an object, such as `s3://acme-state/teal/prod/locks/prod.json`. */
  url(key: string): string;
  /** Undefined when the object does not exist. */
  read(key: string): Promise<StoredText | undefined>;
  /**
   * Writes the object if it is unchanged since it was read, or still does not exist. Undefined when another writer was faster
   * ("Conditional writes" of the S3 User Guide: 412 for a condition that fails, 409 for two writes at once).
   */
  replace(key: string, text: string, read: StoredText | undefined): Promise<StoredText | undefined>;
}

/** Opens the bucket of an environment's state; undefined when the state is a local file. */
export async function openStateObjects(environment: Environment, context: Context): Promise<StateObjects | undefined> {
  const { state } = environment;
  if (!state || environment.target === 'sandbox') return undefined;
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const config = clientConfig(environment, context.env);
  const timeout = Math.min(config.requestHandler.requestTimeout, TIMEOUT_MS);
  const client = new sdk.S3Client({
    ...config,
    ...(context.env.AWS_MAX_ATTEMPTS === undefined && { maxAttempts: ATTEMPTS }),
    requestHandler: { ...config.requestHandler, requestTimeout: timeout, socketTimeout: timeout },
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
      callAws(environment, 's3:GetObject', async () => {
        try {
          return await retryBody(ATTEMPTS, async () => {
            const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key: keyOf(key) }));
            return async () => ({ text: (await found.Body?.transformToString()) ?? '', etag: found.ETag ?? '' });
          });
        } catch (error) {
          if (isAwsError(error, 'NoSuchKey')) return undefined;
          throw error;
        }
      }),
    replace: (key, text, read) =>
      callAws(environment, 's3:PutObject', async () => {
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

/** The SDK only retries until the answer begins; this retries when the body breaks off. */
async function retryBody<T>(attempts: number, call: () => Promise<() => Promise<T>>): Promise<T> {
  const body = await call();
  try {
    return await body();
  } catch (error) {
    if (attempts <= 1) throw error;
    return retryBody(attempts - 1, call);
  }
}
