// A function's code in the provider's configuration.
import path from 'node:path';
import type { LambdaFunctionConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { packageFile, resolvePackage, toBase64 } from '../environments/package';
import type { Environment } from '../environments/schema';
import type { BuiltFunction } from '../environments/service';
import { relativeToStack } from './names';
import type { Place } from './names';

/**
 * The part of a function's configuration that names its code. A recorded version names its package by hash; where none is recorded
 * yet, the folder is zipped into the store under `.teal/packages` first.
 */
export function codeConfig(
  fn: BuiltFunction,
  environment: Environment,
  place: Place,
  stack: string,
): Partial<LambdaFunctionConfig> {
  const { code } = fn;
  const entry = { packageType: 'Zip', handler: fn.handler, runtime: fn.runtime };
  const store = path.join(place.root, '.teal', 'packages');
  const zip = (file: string, sha256: string): Partial<LambdaFunctionConfig> => ({
    ...entry,
    filename: relativeToStack(place, stack, file),
    sourceCodeHash: sha256,
  });
  switch (code.kind) {
    case 'image':
      return { packageType: 'Image', imageUri: code.uri };
    case 'zip':
      return zip(packageFile(store, code.sha256), toBase64(code.sha256));
    case 'object':
      return { ...entry, s3Bucket: code.bucket, s3Key: code.key, s3ObjectVersion: code.object_version };
    case 'package': {
      const artifact = resolvePackage(code.source, path.dirname(environment.file), store);
      if (artifact.kind === 'zip') return zip(artifact.file, artifact.sha256);
      return { ...entry, s3Bucket: artifact.bucket, s3Key: artifact.key, s3ObjectVersion: artifact.version };
    }
  }
}
