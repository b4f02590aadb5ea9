// The shared store of an environment whose state is in S3: objects beside the Terraform state, seen by every checkout.
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { mapBounded } from '../core/map-bounded';
import { clientConfig, endpointOf, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';
import { readPages } from './paginate';

/** Short limits, in milliseconds: small objects are read fast, and a user waits. */
const ATTEMPTS = 3;
const LIMITS = { patient: { attempts: ATTEMPTS, timeout: 10_000 }, hurried: { attempts: 1, timeout: 2_000 } } as const;
const POLL_MILLISECONDS = 15_000;
/** How many objects are read at once. */
const READS_AT_ONCE = 32;

/** Key of the object with which a bucket is checked for conditional writes. */
const PROBE_KEY = 'conditional-writes.json';

interface StoredObject {
  readonly text: string;
  readonly version: string;
}

/**
 * Opens the bucket of an environment's state, as the port of controller/store; undefined when the state is a local file. The version
 * of a text is its ETag.
 */
export async function openS3Store(
  environment: Environment,
  context: Context,
  patience: keyof typeof LIMITS = 'patient',
) {
  const { state } = environment;
  if (!state || environment.target === 'sandbox') return undefined;
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const client = new sdk.S3Client(s3Config(environment, state, context, patience));
  const Bucket = state.bucket;
  const prefix = `${state.prefix ?? `teal/${environment.name}`}/`;
  const place = (key: string): string => `s3://${Bucket}/${prefix}${key}`;
  const encryption = state.kms_key_id
    ? ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: state.kms_key_id } as const)
    : {};

  const read = (key: string): Promise<StoredObject | undefined> =>
    at(place(key), environment, 's3:GetObject', async () => {
      try {
        return await retryBody(ATTEMPTS, async () => {
          const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key: `${prefix}${key}` }));
          return async () => ({ text: (await found.Body?.transformToString()) ?? '', version: found.ETag ?? '' });
        });
      } catch (error) {
        if (isAwsError(error, 'NoSuchKey')) return undefined;
        throw error;
      }
    });

  /** Undefined when the condition failed ("Conditional writes" of the S3 User Guide: 412, or 409 for two writes at once). */
  const put = (key: string, text: string, known: StoredObject | undefined): Promise<StoredObject | undefined> =>
    at(place(key), environment, 's3:PutObject', async () => {
      const condition = known ? { IfMatch: known.version } : { IfNoneMatch: '*' };
      const object = { Bucket, Key: `${prefix}${key}`, Body: text, ContentType: 'application/json', ...encryption };
      try {
        const stored = await client.send(new sdk.PutObjectCommand({ ...object, ...condition }));
        return { text, version: stored.ETag ?? '' };
      } catch (error) {
        if (isAwsError(error, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey')) return undefined;
        throw error;
      }
    });

  let probed: Promise<void> | undefined;
  const probe = async (): Promise<void> => {
    const created = await put(PROBE_KEY, '{}', undefined);
    if (created && (await put(PROBE_KEY, '{}', undefined))) throw withoutConditions(place(PROBE_KEY));
  };
  return {
    pollMilliseconds: POLL_MILLISECONDS,
    place,
    read,
    readAll: (keys: readonly string[]) => mapBounded(keys, READS_AT_ONCE, read),
    list: (folder: string, after?: string): Promise<readonly string[]> =>
      at(place(folder), environment, 's3:ListBucket', async () => {
        const objects = await readPages(
          async (ContinuationToken) => {
            const from = after === undefined ? {} : { StartAfter: `${prefix}${after}` };
            const input = { Bucket, Prefix: `${prefix}${folder}`, Delimiter: '/', ContinuationToken, ...from };
            const page = await client.send(new sdk.ListObjectsV2Command(input));
            return { ...page, NextMarker: page.NextContinuationToken };
          },
          (page) => page.Contents,
        );
        return objects.flatMap(({ Key }) => (Key?.endsWith('.json') ? [Key.slice(prefix.length)] : [])).sort();
      }),
    replace: async (key: string, text: string, known: StoredObject | undefined): Promise<StoredObject | undefined> => {
      await (probed ??= probe());
      const stored = await put(key, text, known);
      if (stored) return stored;
      const now = await read(key);
      return now?.text === text ? now : undefined;
    },
    remove: (key: string): Promise<void> =>
      at(place(key), environment, 's3:DeleteObject', async () => {
        await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: `${prefix}${key}` }));
      }),
  };
}

/** Settings of a client of the bucket that has the state. */
export function s3Config(
  environment: Environment,
  state: NonNullable<Environment['state']>,
  context: Context,
  patience: keyof typeof LIMITS,
): S3ClientConfig {
  const limits = LIMITS[patience];
  const config = clientConfig(environment, context);
  const timeout = Math.min(config.requestHandler.requestTimeout, limits.timeout);
  return {
    ...config,
    ...(context.env.AWS_MAX_ATTEMPTS === undefined && { maxAttempts: limits.attempts }),
    requestHandler: {
      ...config.requestHandler,
      connectionTimeout: Math.min(config.requestHandler.connectionTimeout, timeout),
      requestTimeout: timeout,
      socketTimeout: timeout,
    },
    region: state.region ?? environment.region,
    forcePathStyle: endpointOf(environment) !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
}

/** Makes a call; its error names the object, since a policy may allow one prefix of a bucket and not another. */
async function at<T>(place: string, environment: Environment, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await callAws(environment, action, call);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `${place}: ${error.message}`, error.hint, { cause: error.cause });
  }
}

/** A store that ignores conditions would let two operators overwrite each other without notice. */
const withoutConditions = (place: string): UserError =>
  new UserError(
    'STORE_UNSUITABLE',
    `${place}: this bucket ignores conditional writes, so that two operators could overwrite each other`,
    'Keep the state in S3 itself, or in a compatible store that supports If-None-Match and If-Match; ctl rollback works meanwhile',
  );

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
