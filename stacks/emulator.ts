// Provider and backend settings that send every call to an emulator.
import type { AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import type { S3BackendConfig } from 'cdktf';

/** An emulator accepts any credentials; real ones must not reach it. */
const CREDENTIALS = { accessKey: 'emulator', secretKey: 'emulator' };

/** Provider settings for an emulator; empty without an emulator. */
export function providerEmulation(endpoint: string | undefined): AwsProviderConfig {
  if (endpoint === undefined) return {};
  const services = { cloudwatch: endpoint, ec2: endpoint, elbv2: endpoint, events: endpoint, iam: endpoint };
  return {
    ...CREDENTIALS,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: 'true',
    s3UsePathStyle: true,
    endpoints: [{ ...services, lambda: endpoint, logs: endpoint, s3: endpoint, sts: endpoint }],
  };
}

/** Settings of the state's backend for an emulator; empty without an emulator. */
export function backendEmulation(endpoint: string | undefined): Partial<S3BackendConfig> {
  if (endpoint === undefined) return {};
  return {
    ...CREDENTIALS,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: true,
    skipRequestingAccountId: true,
    usePathStyle: true,
    endpoints: { s3: endpoint, iam: endpoint, sts: endpoint },
  };
}
