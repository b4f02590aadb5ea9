// Starting an environment's sandbox: in this process until Ctrl-C, or in one of its own.
import { join } from 'node:path';
import type { Environment } from '../../environments';
import type { Sandbox } from '../../sandbox';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findEnvironment, openEnvironment } from '../workspace/open-environment';
import { isHealthy } from './health';
import { startDetached } from './start-detached';
import { forgetSandbox, noteSandbox, runningSandbox, sandboxFolder } from '../workspace/sandbox-process';
import { resultOf } from './types';
import type { UpRequest, UpResult } from './types';

/** Starts a sandbox. In the foreground it returns once the user has stopped it. */
export async function sandboxUp(context: Context, request: UpRequest): Promise<UpResult> {
  const file = await findEnvironment(context, request.environment);
  const { environment } = await openEnvironment(context, file);
  const running = runningSandbox(context.root, environment.name);
  if (running && (await isHealthy(context, running.controlPort))) {
    return resultOf(environment, 'already running', running);
  }
  const controlPlane = controlPlaneOf(environment, request.controlPlane);
  if (request.putMetrics && controlPlane === undefined) {
    throw new UserError(
      'USAGE',
      '--put-metrics needs an endpoint whose CloudWatch takes them',
      'Name the one that the sandbox follows with --control-plane URL; ctl reads the metrics of a sandbox of its own without',
    );
  }
  return request.detach
    ? startDetached(context, environment, request)
    : runHere(context, environment, { ...request, controlPlane });
}

/** On AWS there is nothing to run but the data plane, which needs somebody else's rules. */
function controlPlaneOf(environment: Environment, given: string | undefined): string | undefined {
  const url = given ?? (environment.target === 'aws' ? environment.emulator_endpoint : undefined);
  if (environment.target === 'sandbox' || url !== undefined) return url;
  throw new UserError(
    'TARGET_UNSUPPORTED',
    `${environment.name} lives on AWS, not in a sandbox`,
    'Name the endpoint whose rules the sandbox shall follow with --control-plane URL, or an environment with target: sandbox',
  );
}

async function runHere(context: Context, environment: Environment, request: UpRequest): Promise<UpResult> {
  const sandbox = await start(context, environment, request);
  const { root } = context;
  const note = {
    pid: process.pid,
    port: sandbox.port,
    controlPort: sandbox.controlPort,
    since: context.now().toISOString(),
  };
  try {
    noteSandbox(root, environment.name, note);
    const { url, control } = resultOf(environment, 'started', note);
    context.io.err(`The sandbox of ${environment.name} serves ${url}, its control endpoint is ${control}`);
    context.io.err('Ctrl-C stops it');
    await aborted(context.signal);
  } finally {
    forgetSandbox(root, environment.name, process.pid);
    await sandbox.close();
  }
  return resultOf(environment, 'stopped', note);
}

async function start(context: Context, environment: Environment, request: UpRequest): Promise<Sandbox> {
  const { startSandbox, SandboxError } = await import('../../sandbox');
  try {
    return await startSandbox({
      port: request.port ?? environment.sandbox.port,
      controlPort: request.controlPort ?? environment.sandbox.control_port,
      stateDir: join(sandboxFolder(context.root, environment.name), 'state'),
      region: environment.region,
      account: environment.account,
      controlPlane: request.controlPlane,
      putMetrics: request.putMetrics,
      packagesDir: join(context.root, '.teal', 'packages'),
      log: (line) => context.io.err(line),
    });
  } catch (error) {
    if (error instanceof SandboxError)
      throw new UserError('SANDBOX_FAILED', error.message, error.hint, { cause: error });
    throw error;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // A waiting promise does not keep Node alive; a timer does, whatever the sandbox holds open.
    const alive = setInterval(() => undefined, 60_000);
    const stop = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
