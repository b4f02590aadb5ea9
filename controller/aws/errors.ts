// Translates errors of the AWS SDK and the network to errors with a hint.
import { types } from 'node:util';
import type { Environment } from '../../environments/schema';
import { UserError } from '../core/errors';
import type { ErrorCode } from '../core/errors';
import { endpointOf } from './clients';

/** Makes a call and translates its error to a UserError. `action` is the IAM action, such as elasticloadbalancing:ModifyRule. */
export async function callAws<T>(environment: Environment, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toUserError(error, environment, action);
  }
}

/** Whether it is an SDK error of that name. Errors of the Query protocol lack the suffix `Exception` of other protocols. */
export const isAwsError = (error: unknown, ...names: string[]): boolean =>
  types.isNativeError(error) && names.some((name) => error.name === name || error.name === `${name}Exception`);

/** Whether the service answered, and its answer was an error. */
export const isServiceError = (error: unknown): boolean => httpStatusOf(error) !== undefined;

/** The HTTP status of an error that a service answered with; all there is of an answer without a body. */
export function httpStatusOf(error: unknown): number | undefined {
  if (!types.isNativeError(error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** A time limit of fetch ends with a DOMException, which is no native error. */
const isError = (error: unknown): error is Error =>
  types.isNativeError(error) || Object.prototype.toString.call(error) === '[object DOMException]';

/** Translates an error that the SDK threw. An error that the SDK did not create is a bug and is returned as it is. */
export function toUserError(error: unknown, environment: Environment, action: string): unknown {
  if (!isError(error) || error instanceof UserError) return error;
  const found = KNOWN.find((known) => known.matches(error));
  const place = endpointOf(environment) ?? `AWS (${environment.region})`;
  if (found) {
    return new UserError(
      found.code,
      `${action}: ${found.what} ${place}: ${messageText(error)}`,
      found.hint(environment, error, action),
      {
        cause: error,
      },
    );
  }
  if (!('$metadata' in error)) return error;
  return new UserError(
    'AWS_CALL_FAILED',
    `${action} failed at ${place}: ${error.name}: ${messageText(error)}`,
    'Correct what it names, then run the same command again.',
    { cause: error },
  );
}

interface Known {
  readonly matches: (error: Error) => boolean;
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: (environment: Environment, error: Error, action: string) => string;
}

const named =
  (...names: string[]) =>
  (error: Error): boolean =>
    isAwsError(error, ...names);

/** The SDK wraps some errors of Node and keeps only their message, so the message is searched for the code too. */
const withCode =
  (...codes: string[]) =>
  (error: Error): boolean =>
    codesOf(error).some((code) => codes.includes(code)) || codes.some((code) => error.message.includes(` ${code}`));

const KNOWN: readonly Known[] = [
  {
    matches: named('ExpiredToken', 'RequestExpired', 'TokenRefreshRequired', 'ExpiredTokenException'),
    code: 'CREDENTIALS',
    what: 'the credentials have expired at',
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
    what: 'no usable credentials for',
    hint: ({ target, name }) =>
      target === 'sandbox'
        ? `Start the sandbox from this checkout: ctl sandbox down -e ${name} where it runs, then ctl sandbox up --detach -e ${name} here. Or copy .teal/sandbox/${name}/credentials from the checkout where it runs, with cp -p.`
        : 'Set AWS_PROFILE, or sign in with aws sso login; `aws sts get-caller-identity` must work.',
  },
  {
    matches: named('AccessDenied', 'UnauthorizedOperation', 'NotAuthorized'),
    code: 'ACCESS_DENIED',
    what: 'access denied by',
    hint: (_environment, error, action) => `Allow ${deniedAction(error) ?? action} to the role or user that runs ctl.`,
  },
  {
    matches: named('Throttling', 'ThrottledException', 'TooManyRequests', 'RequestLimitExceeded', 'SlowDown'),
    code: 'THROTTLED',
    what: 'throttled, after several attempts, by',
    hint: () => 'Wait half a minute and run the same command again; AWS_MAX_ATTEMPTS=10 makes ctl more patient.',
  },
  {
    matches: named('TooManyRules', 'TooManyTargetGroups', 'TooManyTargets'),
    code: 'QUOTA_EXCEEDED',
    what: 'a quota is used up at',
    hint: () => 'Remove rules that are not needed, or have the quota raised and write rules_quota into the file.',
  },
  {
    matches: withCode('ECONNREFUSED'),
    code: 'UNREACHABLE',
    what: 'nothing answers at',
    hint: (environment) =>
      environment.target === 'sandbox'
        ? `Start the sandbox: ctl sandbox up --detach -e ${environment.name}`
        : 'Start the emulator, or correct emulator_endpoint.',
  },
  {
    matches: (error) =>
      error.name === 'TimeoutError' ||
      /TimeoutError|socket hang up|aborted/.test(error.message) ||
      withCode('ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH')(error) ||
      codesOf(error).some((code) => code.startsWith('UND_ERR_')),
    code: 'UNREACHABLE',
    what: 'no connection to',
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
    what: 'not found at',
    hint: () => 'Create it first: ctl deploy.',
  },
];

/** The action that IAM names when it denies access. */
const deniedAction = (error: Error): string | undefined => /not authorized to perform: (\S+)/.exec(error.message)?.[1];

const messageText = (error: Error): string =>
  error.message.replace(/^AWS SDK error wrapper for (Error: )?/, '') || codesOf(error).join(', ') || error.name;

/** Error codes of Node, including those of the single attempts when several addresses were tried. */
function codesOf(error: Error): string[] {
  const inner: unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return [error, error.cause, ...inner].flatMap((one) =>
    types.isNativeError(one) && 'code' in one && typeof one.code === 'string' ? [one.code] : [],
  );
}
