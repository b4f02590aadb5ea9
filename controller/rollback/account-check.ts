// Checks that a rollback is in the right account, without an extra call if an ARN names it.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { isHealthy, sandboxDownError } from '../sandbox/health';

/** @throws {UserError} exit 3 when the listener is in another account than the file's. */
export function checkAccount(environment: Environment, listener: string | undefined): void {
  const account = listener?.split(':')[4];
  if (environment.account === undefined || !account || account === environment.account) return;
  throw wrongAccount(environment, account);
}

/** Finds the cause of a failed call: a sandbox that is down, credentials of another account, or the error itself. */
export async function findCause(context: Context, environment: Environment, error: unknown): Promise<unknown> {
  const { sandbox } = environment;
  if (environment.target === 'sandbox' && !(await isHealthy(context, sandbox.control_port))) {
    return sandboxDownError(environment);
  }
  return (await wrongAccountBehind(context, environment)) ?? error;
}

/**
 * Checks whether a call failed because of another account: credentials of the wrong one get no better answer than "not found" or
 * "denied". Never throws; undefined when the account is right or unknown.
 */
async function wrongAccountBehind(context: Context, environment: Environment): Promise<UserError | undefined> {
  if (environment.account === undefined) return undefined;
  try {
    const { readCallerAccount } = await import('../aws/caller-account');
    const account = await readCallerAccount(environment, context);
    return account === environment.account ? undefined : wrongAccount(environment, account);
  } catch {
    return undefined;
  }
}

const wrongAccount = (environment: Environment, account: string): UserError =>
  new UserError(
    'WRONG_ACCOUNT',
    `The credentials are for account ${account}, but ${environment.name} is in ${environment.account ?? ''}`,
    'Sign in to the right account, such as with AWS_PROFILE, and run the same command again',
  );
