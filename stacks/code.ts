// A function's code in the provider's configuration.
import path from 'node:path';
import type { LambdaFunctionConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { resolvePackage } from '../environments/package';
import type { Environment } from '../environments/schema';
import type { FunctionSettings } from '../environments/service';
import { relativeToStack } from './names';
import type { Place } from './names';

/** The part of a function's configuration that names its code. Folders are zipped into the store under `.teal/packages` first. */
export function codeConfig(
  settings: FunctionSettings,
  environment: Environment,
  place: Place,
  stack: string,
): Partial<LambdaFunctionConfig> {
  const { code } = settings;
  if (code.kind === 'image') return { packageType: 'Image', imageUri: code.uri };
  const entry = { packageType: 'Zip', handler: settings.handler, runtime: settings.runtime };
  const baseDir = path.dirname(environment.file);
  const artifact = resolvePackage(code.source, baseDir, path.join(place.root, '.teal', 'packages'));
  switch (artifact.kind) {
    case 'zip':
      return { ...entry, filename: relativeToStack(place, stack, artifact.file), sourceCodeHash: artifact.sha256 };
    case 's3':
      return { ...entry, s3Bucket: artifact.bucket, s3Key: artifact.key, s3ObjectVersion: artifact.version };
  }
}
