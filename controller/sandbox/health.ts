// Whether the sandbox of an environment answers.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** How long the health check may take: a sandbox that does not run refuses at once, one on a busy machine answers late. */
const TIMEOUT_MS = 10_000;

/** Whether a sandbox answers on a control port. */
export async function isHealthy(context: Context, controlPort: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${controlPort}/_teal/health`;
    const answer = await context.fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** The error for a sandbox that does not answer. */
export const sandboxDownError = ({ name, sandbox }: Environment): UserError =>
  new UserError(
    'SANDBOX_DOWN',
    `The sandbox of ${name} is not running: nothing answers on port ${sandbox.control_port}`,
    `ctl sandbox up --detach -e ${name}`,
  );
