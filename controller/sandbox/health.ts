// Whether the sandbox of an environment answers.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { parseJson } from '../core/parse-json';
import { sandboxHeaders } from '../workspace/sandbox-credentials';
import type { SandboxProcess } from '../workspace/sandbox-process';

/** How long the health check may take: a sandbox that does not run refuses at once, one on a busy machine answers late. */
const TIMEOUT_MS = 10_000;

/** Whether a sandbox answers on a control port. */
export async function isHealthy(context: Context, controlPort: number): Promise<boolean> {
  try {
    return (await askHealth(context, controlPort)).ok;
  } catch {
    return false;
  }
}

const askHealth = (context: Context, controlPort: number, headers: Readonly<Record<string, string>> = {}) =>
  context.fetch(`http://127.0.0.1:${controlPort}/_teal/health`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** Whether it is that process which answers, with the credentials of this checkout: process ids and ports are used again. */
export async function answersItself(
  context: Context,
  environment: string,
  { controlPort, pid }: SandboxProcess,
): Promise<boolean> {
  try {
    const answer = await askHealth(context, controlPort, sandboxHeaders(context.root, environment));
    const health = parseJson(await answer.text());
    return typeof health === 'object' && health !== null && 'pid' in health && health.pid === pid;
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
