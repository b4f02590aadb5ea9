// Stops the sandbox of an environment, and reads its status.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findEnvironment } from '../workspace/open-environment';
import { answersItself, isHealthy } from './health';
import { readFaults } from './faults';
import type { FaultsByFunction } from './faults';
import { isRunning } from '../core/process';
import { runningSandbox } from '../workspace/sandbox-process';
import type { SandboxProcess } from '../workspace/sandbox-process';
import { httpsUrl } from './types';

/** The status of a sandbox; null for what only a running one has. */
export interface SandboxStatus {
  readonly environment: string;
  readonly running: boolean;
  readonly pid: number | null;
  readonly url: string | null;
  readonly https: string | null;
  readonly control: string | null;
  readonly since: string | null;
  /** Functions that have a fault. */
  readonly faults: FaultsByFunction;
}

const POLL_MS = 50;
const TIMEOUT_MS = 10_000;

/** Reads the status. A process that does not answer as a sandbox is not running. */
export async function readSandboxStatus(context: Context, named: string | undefined): Promise<SandboxStatus> {
  const { environment, running } = await findSandbox(context, named);
  return {
    environment,
    running: running !== undefined,
    pid: running?.pid ?? null,
    url: running ? `http://127.0.0.1:${running.port}` : null,
    https: running ? httpsUrl(running) : null,
    control: running ? `http://127.0.0.1:${running.controlPort}` : null,
    since: running?.since ?? null,
    faults: running ? await readFaults(context, { environment, controlPort: running.controlPort }) : {},
  };
}

/** The sandbox of an environment; `running` is undefined unless it answers. */
export interface Found {
  readonly environment: string;
  readonly running: SandboxProcess | undefined;
}

/** Finds the sandbox of the environment that was named, or of the only one. */
export async function findSandbox(context: Context, named: string | undefined): Promise<Found> {
  const { name } = await findEnvironment(context, named);
  const noted = runningSandbox(context.root, name);
  const healthy = noted && (await isHealthy(context, noted.controlPort));
  return { environment: name, running: healthy ? noted : undefined };
}

/**
 * Stops the sandbox and waits until its process has ended. Only a process that answers as this sandbox is stopped, since its
 * recorded process id may belong to another process.
 */
export async function stopSandbox(
  context: Context,
  named: string | undefined,
): Promise<{ readonly environment: string; readonly stopped: boolean }> {
  const { environment, running } = await findSandbox(context, named);
  if (!running || !(await answersItself(context, environment, running))) return { environment, stopped: false };
  const { pid } = running;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < TIMEOUT_MS; waited += POLL_MS) {
    if (!isRunning(pid)) return { environment, stopped: true };
    await context.sleep(POLL_MS);
  }
  throw new UserError(
    'SANDBOX_FAILED',
    `The sandbox of ${environment} (process ${pid}) does not stop`,
    `kill -9 ${pid}`,
  );
}
