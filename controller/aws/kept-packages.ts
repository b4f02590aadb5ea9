// Packages that are kept beside an environment's Terraform state in S3, each under its SHA-256.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, endpointOf, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';

/** The packages that are kept. Every method throws a UserError with a hint when the call fails. */
export interface KeptPackages {
  has(sha256: string): Promise<boolean>;
  put(sha256: string, zip: Uint8Array): Promise<void>;
  /** Undefined when it is not kept. */
  get(sha256: string): Promise<Uint8Array | undefined>;
}

/**
 * Opens the packages of an environment whose state is in S3.
 * @throws {Error} when its state is a local file.
 */
export async function openKeptPackages(environment: Environment, context: Context): Promise<KeptPackages> {
  const { state } = environment;
  if (!state) throw new Error(`the state of ${environment.name} is not in S3`);
  const sdk = await loadSdk(() => import('./sdk-s3'));
  const client = new sdk.S3Client({
    ...clientConfig(environment, context),
    region: state.region ?? environment.region,
    forcePathStyle: endpointOf(environment) !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const encryption = state.kms_key_id
    ? ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: state.kms_key_id } as const)
    : {};
  const at = (sha256: string) => ({
    Bucket: state.bucket,
    Key: `${state.prefix ?? `teal/${environment.name}`}/packages/${sha256}.zip`,
  });
  return {
    has: (sha256) =>
      callAws(environment, 's3:GetObject', async () => {
        try {
          await client.send(new sdk.HeadObjectCommand(at(sha256)));
          return true;
        } catch (error) {
          if (isAwsError(error, 'NotFound', 'NoSuchKey')) return false;
          throw error;
        }
      }),
    put: (sha256, zip) =>
      callAws(environment, 's3:PutObject', async () => {
        await client.send(new sdk.PutObjectCommand({ ...at(sha256), Body: zip, ...encryption }));
      }),
    get: (sha256) =>
      callAws(environment, 's3:GetObject', async () => {
        try {
          const found = await client.send(new sdk.GetObjectCommand(at(sha256)));
          return await found.Body?.transformToByteArray();
        } catch (error) {
          if (isAwsError(error, 'NoSuchKey')) return undefined;
          throw error;
        }
      }),
  };
}
