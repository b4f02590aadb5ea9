// How the AWS SDK is set up for an environment: endpoint, credentials, timeouts and retries.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** Settings that every SDK client takes. Times in milliseconds. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly retryMode?: 'standard';
  readonly maxAttempts?: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    /** Silence in the middle of an answer, of which `requestTimeout` only sees the beginning. */
    readonly socketTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/** Seconds that an answer may take, unless CTL_API_TIMEOUT says otherwise. */
const ANSWER_SECONDS = 30;

/** What an endpoint on this machine accepts; it never reaches AWS. */
const DUMMY_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** URL that replaces AWS for an environment: the sandbox's control endpoint or an emulator; undefined for AWS itself. */
export function endpointOf(environment: Environment): string | undefined {
  if (environment.target === 'sandbox') return `http://127.0.0.1:${environment.sandbox.control_port}`;
  return environment.emulator_endpoint;
}

/**
 * Client settings for an environment. Retries are `standard`, since `adaptive` would hold back the very request that
 * rolls back; AWS_MAX_ATTEMPTS and AWS_RETRY_MODE of the user win.
 */
export function clientConfig(environment: Environment, env: Context['env']): ClientConfig {
  const endpoint = endpointOf(environment);
  const local = endpoint === undefined ? {} : { endpoint, credentials: DUMMY_CREDENTIALS };
  const answer = answerMilliseconds(env);
  return {
    region: environment.region,
    ...local,
    ...(env.AWS_RETRY_MODE === undefined && { retryMode: 'standard' as const }),
    ...(env.AWS_MAX_ATTEMPTS === undefined && { maxAttempts: endpoint === undefined ? 5 : 2 }),
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: answer,
      socketTimeout: answer,
      throwOnRequestTimeout: true,
    },
  };
}

function answerMilliseconds(env: Context['env']): number {
  const seconds = Number(env.CTL_API_TIMEOUT || ANSWER_SECONDS);
  if (seconds > 0) return seconds * 1000;
  throw new UserError(
    'VARIABLE_INVALID',
    `CTL_API_TIMEOUT is ${JSON.stringify(env.CTL_API_TIMEOUT)}, which is no number of seconds`,
    'Set it to a number such as 30, or unset it',
  );
}

/** Loads an SDK module without the warning that it gives on Node 20. */
export async function loadSdk<Module>(load: () => Promise<Module>): Promise<Module> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return load();
}
