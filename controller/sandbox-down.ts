// Stopping an environment's sandbox, and whether it runs.
import type { Context } from './context';
import { UserError } from './errors';
import { findEnvironment } from './open';
import { isHealthy } from './preflight';
import { isAlive, runningSandbox } from './sandbox-process';

/** Whether a sandbox runs, and where. */
export interface SandboxStatus {
  readonly environment: string;
  readonly running: boolean;
  readonly pid: number | null;
  readonly url: string | null;
  readonly control: string | null;
  readonly since: string | null;
}

const POLL_MS = 50;
const PATIENCE_MS = 10_000;

/** Whether the sandbox runs; a process that does not answer as one does not count. */
export async function sandboxStatus(context: Context, named: string | undefined): Promise<SandboxStatus> {
  const { name } = await findEnvironment(context, named);
  const noted = runningSandbox(context.root, name);
  const running = noted && (await isHealthy(context, noted.controlPort)) ? noted : undefined;
  return {
    environment: name,
    running: running !== undefined,
    pid: running?.pid ?? null,
    url: running ? `http://127.0.0.1:${running.port}` : null,
    control: running ? `http://127.0.0.1:${running.controlPort}` : null,
    since: running?.since ?? null,
  };
}

/**
 * Stops the sandbox and waits until its process is gone. Only a process that answers as a sandbox is stopped, since a
 * process id may belong to something else by now.
 */
export async function sandboxDown(
  context: Context,
  named: string | undefined,
): Promise<{ readonly environment: string; readonly stopped: boolean }> {
  const { environment, pid } = await sandboxStatus(context, named);
  if (pid === null) return { environment, stopped: false };
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    if (!isAlive(pid)) return { environment, stopped: true };
    await context.sleep(POLL_MS);
  }
  throw new UserError(`The sandbox of ${environment} (process ${pid}) does not stop`, `kill -9 ${pid}`);
}
