// Reads what runs behind a target group: the version that the alias of its function points at.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { openLambda } from './lambda';
import type { FoundFunction } from './lambda';

/** The version that the alias `live` points at. `sha256` is Lambda's CodeSha256: base64 of the package's SHA-256. */
export interface DeployedFunction {
  readonly version: string;
  readonly sha256: string;
  /** Pending, Active, Inactive or Failed ("Lambda function states"). */
  readonly state: string;
  /** Successful, Failed or InProgress. */
  readonly lastUpdateStatus: string;
  readonly imageUri?: string;
  readonly found: FoundFunction;
}

/** Reads deployed functions. */
export interface Functions {
  /** Undefined when the function or its alias does not exist. Throws a UserError when the call fails. */
  deployed(functionName: string): Promise<DeployedFunction | undefined>;
}

/** Opens the functions of an environment. The SDK is loaded at the first call. */
export function createFunctions(environment: Environment, context: Context): Functions {
  let opened: ReturnType<typeof openLambda> | undefined;
  return {
    deployed: async (functionName) => {
      const api = await (opened ??= openLambda(environment, context));
      const alias = await api.alias(functionName);
      const found = alias && (await api.find(functionName, alias.version));
      if (!alias || !found) return undefined;
      return {
        version: alias.version,
        sha256: found.configuration.CodeSha256 ?? '',
        state: found.configuration.State ?? 'Active',
        lastUpdateStatus: found.configuration.LastUpdateStatus ?? 'Successful',
        ...(found.imageUri !== undefined && { imageUri: found.imageUri }),
        found,
      };
    },
  };
}
