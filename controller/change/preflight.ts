// What must hold before anything is changed: the right account, a running sandbox, a confirmation by the user.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import { isHealthy, sandboxDownError } from '../sandbox/health';

/**
 * Checks that the sandbox runs, and that the credentials are those of the environment's account.
 * @throws {UserError} exit 1 for a sandbox that is down, exit 3 for another account.
 */
export async function preflight(context: Context, environment: Environment): Promise<void> {
  if (environment.target === 'sandbox' && !(await isHealthy(context, environment.sandbox.control_port))) {
    throw sandboxDownError(environment);
  }
  if (environment.account === undefined) return;
  const { readCallerAccount } = await import('../aws/caller-account');
  const account = await readCallerAccount(environment, context);
  if (account === environment.account) return;
  throw new UserError(
    'WRONG_ACCOUNT',
    `The credentials are for account ${account}, but ${environment.name} is in ${environment.account}`,
    'Sign in to the right account, such as with AWS_PROFILE',
  );
}

/**
 * Asks before a change, after it was shown; `where` says what has been done until then.
 * @throws {UserError} exit 2 without a terminal and without --yes, 3 when the answer is no, 130 when it is Ctrl-C.
 */
export async function confirm(context: Context, yes: boolean, question: string, where: string): Promise<void> {
  if (yes) return;
  if (!context.io.isTTY) {
    throw new UserError(
      'CONFIRMATION_REQUIRED',
      `${question} There is no terminal to ask on`,
      'Give --yes to go ahead',
    );
  }
  if (await context.io.confirm(question)) return;
  stopIfInterrupted(context, where);
  throw new UserError('DECLINED', 'Stopped, as the answer was no', where);
}
