// Configures the AWS SDK for an environment: endpoint, credentials, timeouts and retries.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { DUMMY_CREDENTIALS, sandboxCredentials } from '../workspace/sandbox-credentials';

/** Settings of every SDK client. Times in milliseconds. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly retryMode?: 'standard';
  readonly maxAttempts?: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    /** Longest silence within an answer; `requestTimeout` only covers the time until it begins. */
    readonly socketTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/** Default of CTL_API_TIMEOUT, in seconds. */
const DEFAULT_TIMEOUT_SECONDS = 30;

/** The URL to use instead of AWS: the sandbox's control endpoint or an emulator; undefined for AWS itself. */
export function endpointOf(environment: Environment): string | undefined {
  if (environment.target === 'sandbox') return `http://127.0.0.1:${environment.sandbox.control_port}`;
  return environment.emulator_endpoint;
}

/**
 * Client settings of an environment. Retries are `standard`, since `adaptive` could delay the request that rolls back. The
 * user's AWS_MAX_ATTEMPTS and AWS_RETRY_MODE take precedence.
 */
export function clientConfig(environment: Environment, { env, root }: Pick<Context, 'env' | 'root'>): ClientConfig {
  const endpoint = endpointOf(environment);
  const credentials = environment.target === 'sandbox' ? sandboxCredentials(root, environment.name) : DUMMY_CREDENTIALS;
  const local = endpoint === undefined ? {} : { endpoint, credentials };
  const timeout = parseTimeout(env);
  return {
    region: environment.region,
    ...local,
    ...(env.AWS_RETRY_MODE === undefined && { retryMode: 'standard' as const }),
    ...(env.AWS_MAX_ATTEMPTS === undefined && { maxAttempts: endpoint === undefined ? 5 : 2 }),
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: timeout,
      socketTimeout: timeout,
      throwOnRequestTimeout: true,
    },
  };
}

function parseTimeout(env: Context['env']): number {
  const seconds = Number(env.CTL_API_TIMEOUT || DEFAULT_TIMEOUT_SECONDS);
  if (seconds > 0) return seconds * 1000;
  throw new UserError(
    'VARIABLE_INVALID',
    `CTL_API_TIMEOUT is ${JSON.stringify(env.CTL_API_TIMEOUT)}, which is not a number of seconds`,
    'Set it to a number such as 30, or unset it',
  );
}

/** Loads an SDK module, and suppresses its warning about Node 20. */
export async function loadSdk<Module>(load: () => Promise<Module>): Promise<Module> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return load();
}
