// What must hold before anything is changed: the right account, a sandbox that runs, a user who said yes.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';

/** How long a sandbox may take to say that it is there. */
const HEALTH_MS = 2000;

/**
 * Checks that the sandbox runs, and that the credentials are those of the environment's account.
 * @throws {UserError} exit 1 for a sandbox that is down, exit 3 for another account.
 */
export async function preflight(context: Context, environment: Environment): Promise<void> {
  if (environment.target === 'sandbox' && !(await isHealthy(context, environment.sandbox.control_port))) {
    throw sandboxDown(environment);
  }
  if (environment.account === undefined) return;
  const { callerAccount } = await import('../aws/caller-account');
  const account = await callerAccount(environment, context);
  if (account === environment.account) return;
  throw new UserError(
    'WRONG_ACCOUNT',
    `The credentials are for account ${account}, but ${environment.name} is in ${environment.account}`,
    'Sign in to the right account, such as with AWS_PROFILE',
  );
}

/** The error for a sandbox that does not answer. */
export const sandboxDown = ({ name, sandbox }: Environment): UserError =>
  new UserError(
    'SANDBOX_DOWN',
    `The sandbox of ${name} is not running: nothing answers on port ${sandbox.control_port}`,
    `ctl sandbox up --detach -e ${name}`,
  );

/** Whether a sandbox answers on a control port. */
export async function isHealthy(context: Context, controlPort: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${controlPort}/_teal/health`;
    const answer = await context.fetch(url, { signal: AbortSignal.timeout(HEALTH_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * Asks before a change, after it was shown; `where` says what has been done until then.
 * @throws {UserError} exit 2 where nobody can be asked and --yes is not given, 3 when the answer is no, 130 when it is Ctrl-C.
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
