// Compares a published version of a function with what was staged. Pure.
import { toBase64 } from '../../environments/package';
import type { VersionCode, VersionContent } from '../../environments/versions/model';
import { findDifferingSettings, toFunctionInput } from './function-input';
import type { FoundFunction } from './lambda';

/** The architecture of a function whose settings name none ("CreateFunction"). */
const DEFAULT_ARCHITECTURE = 'x86_64';

/**
 * Names of the fields in which a published version of a function differs from what was staged. Not compared: a package in S3, whose
 * hash is not known; subnets that the environment decides; what is not published (reserved concurrency, the role's policies).
 */
export function findVersionDifferences(found: FoundFunction, { code, settings }: VersionContent): string[] {
  const { configuration } = found;
  const { vpc } = settings;
  const pairs: readonly (readonly [name: string, got: unknown, want: unknown])[] = [
    ['architecture', configuration.Architectures?.[0] ?? DEFAULT_ARCHITECTURE, settings.architecture],
    ['layers', JSON.stringify((configuration.Layers ?? []).map(({ Arn }) => Arn)), JSON.stringify(settings.layers)],
    ...(vpc?.subnet_ids ? [['vpc', asSet(configuration.VpcConfig?.SubnetIds), asSet(vpc.subnet_ids)] as const] : []),
  ];
  return [
    ...(runsCode(found, code) ? [] : ['code']),
    ...findDifferingSettings(configuration, toFunctionInput(settings)),
    ...pairs.filter(([, got, want]) => got !== want).map(([name]) => name),
  ];
}

function runsCode({ configuration, imageUri, resolvedImageUri }: FoundFunction, code: VersionCode): boolean {
  switch (code.kind) {
    case 'image':
      return imageUri === code.uri || (resolvedImageUri ?? '').split('@')[1] === (code.uri.split('@')[1] ?? '-');
    case 'zip':
      return configuration.CodeSha256 === toBase64(code.sha256);
    case 'object':
      return imageUri === undefined;
  }
}

/** A list as text, whatever its order. */
const asSet = (values: readonly string[] = []): string => JSON.stringify([...values].sort());
