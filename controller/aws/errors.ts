// From an error of the AWS SDK or the network to one that says what to do about it.
import { types } from 'node:util';
import type { Environment } from '../../environments/schema';
import { UserError } from '../core/errors';
import type { ErrorCode } from '../core/errors';
import { endpointOf } from './clients';

/** Makes a call and turns its failure into a UserError. `action` is the IAM action, such as elasticloadbalancing:ModifyRule. */
export async function calling<T>(environment: Environment, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asUserError(error, environment, action);
  }
}

/** True for an SDK error of that name; the Query protocol drops the `Exception` that others append. */
export const isAwsError = (error: unknown, ...names: string[]): boolean =>
  types.isNativeError(error) && names.some((name) => error.name === name || error.name === `${name}Exception`);

/** Whether it was the service that said no: an answer came, and was an error. */
export function answered(error: unknown): boolean {
  if (!types.isNativeError(error) || !('$metadata' in error)) return false;
  const metadata = error.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
}

/** The UserError for what the SDK threw; an error that it did not make comes back as it is, since it is a bug. */
export function asUserError(error: unknown, environment: Environment, action: string): unknown {
  if (!types.isNativeError(error) || error instanceof UserError) return error;
  const found = KNOWN.find((known) => known.matches(error));
  const place = endpointOf(environment) ?? `AWS (${environment.region})`;
  if (found) {
    return new UserError(
      found.code,
      `${action}: ${found.says} ${place}: ${said(error)}`,
      found.hint(environment, error, action),
      {
        cause: error,
      },
    );
  }
  if (!('$metadata' in error)) return error;
  return new UserError(
    'AWS_CALL_FAILED',
    `${action} failed at ${place}: ${error.name}: ${said(error)}`,
    'Set right what it names, then run the same command again.',
    { cause: error },
  );
}

interface Known {
  readonly matches: (error: Error) => boolean;
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: (environment: Environment, error: Error, action: string) => string;
}

const named =
  (...names: string[]) =>
  (error: Error): boolean =>
    isAwsError(error, ...names);

/** The SDK wraps an error that it takes for none of Node's own, and keeps only its text. */
const coded =
  (...codes: string[]) =>
  (error: Error): boolean =>
    codesOf(error).some((code) => codes.includes(code)) || codes.some((code) => error.message.includes(` ${code}`));

const KNOWN: readonly Known[] = [
  {
    matches: named('ExpiredToken', 'RequestExpired', 'TokenRefreshRequired', 'ExpiredTokenException'),
    code: 'CREDENTIALS',
    says: 'the credentials have expired at',
    hint: () => 'Sign in again (aws sso login, or new AWS_* variables), then run the same command.',
  },
  {
    matches: named(
      'CredentialsProviderError',
      'TokenProviderError',
      'InvalidClientTokenId',
      'UnrecognizedClient',
      'SignatureDoesNotMatch',
    ),
    code: 'CREDENTIALS',
    says: 'no usable credentials for',
    hint: () => 'Set AWS_PROFILE, or sign in with aws sso login; `aws sts get-caller-identity` must work.',
  },
  {
    matches: named('AccessDenied', 'UnauthorizedOperation', 'NotAuthorized'),
    code: 'ACCESS_DENIED',
    says: 'access denied by',
    hint: (_environment, error, action) => `Allow ${deniedAction(error) ?? action} to the role or user that runs ctl.`,
  },
  {
    matches: named('Throttling', 'ThrottledException', 'TooManyRequests', 'RequestLimitExceeded', 'SlowDown'),
    code: 'THROTTLED',
    says: 'throttled, after several attempts, by',
    hint: () => 'Wait half a minute and run the same command again; AWS_MAX_ATTEMPTS=10 makes ctl more patient.',
  },
  {
    matches: named('TooManyRules', 'TooManyTargetGroups', 'TooManyTargets'),
    code: 'QUOTA_EXCEEDED',
    says: 'a quota is used up at',
    hint: () => 'Remove rules that nobody needs, or have the quota raised and write rules_quota into the file.',
  },
  {
    matches: coded('ECONNREFUSED'),
    code: 'UNREACHABLE',
    says: 'nothing answers at',
    hint: (environment) =>
      environment.target === 'sandbox'
        ? `Start the sandbox: ctl sandbox up --detach -e ${environment.name}`
        : 'Start the emulator, or set right emulator_endpoint.',
  },
  {
    matches: (error) =>
      error.name === 'TimeoutError' ||
      /TimeoutError|socket hang up|aborted/.test(error.message) ||
      coded('ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH')(error),
    code: 'UNREACHABLE',
    says: 'no connection to',
    hint: () => 'Check the network, the proxy settings and the region, then run the same command again.',
  },
  {
    matches: named(
      'TargetGroupNotFound',
      'LoadBalancerNotFound',
      'ListenerNotFound',
      'RuleNotFound',
      'ResourceNotFound',
      'NoSuchBucket',
    ),
    code: 'NOT_FOUND',
    says: 'not found at',
    hint: () => 'Create it first: ctl deploy.',
  },
];

/** The action that IAM names in its refusal. */
const deniedAction = (error: Error): string | undefined => /not authorized to perform: (\S+)/.exec(error.message)?.[1];

const said = (error: Error): string =>
  error.message.replace(/^AWS SDK error wrapper for (Error: )?/, '') || codesOf(error).join(', ') || error.name;

/** Error codes of Node, also where several addresses were tried at once. */
function codesOf(error: Error): string[] {
  const inner: unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return [error, error.cause, ...inner].flatMap((one) =>
    types.isNativeError(one) && 'code' in one && typeof one.code === 'string' ? [one.code] : [],
  );
}
