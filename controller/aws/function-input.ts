// Translates a function's settings to the input of the Lambda API, and compares them with those it has. Pure.
import type { FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import type { VersionSettings } from '../../environments/versions/model';
import { UserError } from '../core/errors';
import { findRuntimeFault } from './runtimes';

/** Size of /tmp when the file has none ("Configure ephemeral storage for Lambda functions"). */
export const DEFAULT_STORAGE_MB = 512;

/** Settings of a function. Memory in MB, timeout in seconds. */
export interface FunctionInput {
  readonly Runtime: string | undefined;
  readonly Handler: string | undefined;
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly EphemeralStorage: { readonly Size: number };
  readonly Environment: { readonly Variables: Record<string, string> };
}

/** Translates the settings of the environment file. */
export const toFunctionInput = (settings: VersionSettings): FunctionInput => ({
  Runtime: settings.runtime,
  Handler: settings.handler,
  MemorySize: settings.memory_size,
  Timeout: settings.timeout,
  EphemeralStorage: { Size: settings.ephemeral_storage ?? DEFAULT_STORAGE_MB },
  Environment: { Variables: { ...settings.environment } },
});

/** Names of the settings that differ from the wanted ones. */
export function findDifferingSettings(found: FunctionConfiguration, wanted: FunctionInput): string[] {
  const pairs: readonly (readonly [name: string, got: unknown, want: unknown])[] = [
    ['runtime', found.Runtime || undefined, wanted.Runtime],
    ['handler', found.Handler || undefined, wanted.Handler],
    ['memory_size', found.MemorySize, wanted.MemorySize],
    ['timeout', found.Timeout, wanted.Timeout],
    ['ephemeral_storage', found.EphemeralStorage?.Size, wanted.EphemeralStorage.Size],
    ['environment', sorted(found.Environment?.Variables), sorted(wanted.Environment.Variables)],
  ];
  return pairs.filter(([, got, want]) => got !== want).map(([name]) => name);
}

const sorted = (variables: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Translates the name of a runtime to the SDK's type.
 * @throws {UserError} when there is no such runtime.
 */
export function toSdkRuntime(known: Readonly<Record<string, Runtime>>, name: string | undefined): Runtime | undefined {
  const runtimes = Object.values(known);
  const fault = name === undefined ? undefined : findRuntimeFault(runtimes, name);
  if (fault) throw new UserError('CODE_NOT_RUNNABLE', fault.message, fault.hint);
  return runtimes.find((one) => one === name);
}
