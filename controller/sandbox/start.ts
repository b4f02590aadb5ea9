// Starts the sandbox of an environment, in this process until Ctrl-C or in a process of its own.
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../../environments';
import type { Sandbox } from '../../sandbox';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { printable } from '../core/printable';
import { printLines } from '../core/safe-io';
import { findEnvironment, openEnvironment } from '../workspace/open-environment';
import { isHealthy } from './health';
import { listRuntimes, warnOfSubstitutes } from './runtimes';
import { startDetached } from './start-detached';
import { credentialsAt, credentialsFile } from '../workspace/sandbox-credentials';
import { forgetSandbox, noteSandbox, runningSandbox, sandboxFolder } from '../workspace/sandbox-process';
import { printTraffic } from './print-traffic';
import { describeUrls, toUpResult } from './types';
import type { UpRequest, UpResult } from './types';

/** Starts a sandbox. In the foreground it returns after the user has stopped the sandbox. */
export async function startEnvironmentSandbox(context: Context, request: UpRequest): Promise<UpResult> {
  const file = await findEnvironment(context, request.environment);
  const { environment } = await openEnvironment(context, file);
  const running = runningSandbox(context.root, environment.name);
  if (running && (await isHealthy(context, running.controlPort))) {
    return toUpResult(environment, 'already running', running);
  }
  const controlPlane = findControlPlane(environment, request.controlPlane);
  if (request.putMetrics && controlPlane === undefined) {
    throw new UserError(
      'USAGE',
      '--put-metrics needs an endpoint with CloudWatch',
      'Name the endpoint that the sandbox follows with --control-plane URL; a sandbox with its own rules needs no --put-metrics',
    );
  }
  if (!request.detach) return runUntilStopped(context, environment, { ...request, controlPlane });
  // In the foreground, the sandbox itself logs them.
  await warnOfSubstitutes(context, environment);
  return startDetached(context, environment, request);
}

/** An environment on AWS only has a data plane here, which serves the rules of another endpoint. */
function findControlPlane(environment: Environment, given: string | undefined): string | undefined {
  const url = given ?? (environment.target === 'aws' ? environment.emulator_endpoint : undefined);
  if (environment.target === 'sandbox' || url !== undefined) return url;
  throw new UserError(
    'TARGET_UNSUPPORTED',
    `${environment.name} is on AWS, not in a sandbox`,
    'Name the endpoint whose rules the sandbox serves with --control-plane URL, or an environment with target: sandbox',
  );
}

async function runUntilStopped(context: Context, environment: Environment, request: UpRequest): Promise<UpResult> {
  const sandbox = await openSandbox(context, environment, request);
  const { root } = context;
  const note = {
    pid: process.pid,
    port: sandbox.port,
    httpsPort: sandbox.httpsPort,
    controlPort: sandbox.controlPort,
    since: context.now().toISOString(),
  };
  try {
    noteSandbox(root, environment.name, note);
    const result = toUpResult(environment, 'started', note);
    context.io.err(
      `The sandbox of ${environment.name} serves ${describeUrls(result)}, its control endpoint is ${result.control}`,
    );
    if (sandbox.certificate !== undefined) context.io.err(`The certificate of HTTPS is ${sandbox.certificate}`);
    context.io.err('Ctrl-C stops it');
    await untilAborted(context.signal);
  } finally {
    forgetSandbox(root, environment.name, process.pid);
    await sandbox.close();
  }
  return toUpResult(environment, 'stopped', note);
}

async function openSandbox(context: Context, environment: Environment, request: UpRequest): Promise<Sandbox> {
  const { openCredentials, startSandbox, SandboxError } = await import('../../sandbox');
  const { root } = context;
  const { sdk_path: sdkPath } = environment.sandbox;
  try {
    return await startSandbox({
      credentials: openCredentials(credentialsFile(root, environment.name)),
      port: request.port ?? environment.sandbox.port,
      httpsPort: environment.sandbox.https_port,
      hostnames: environment.services.flatMap((service) => service.hostnames),
      controlPort: request.controlPort ?? environment.sandbox.control_port,
      stateDir: join(sandboxFolder(root, environment.name), 'state'),
      region: environment.region,
      account: environment.account,
      controlPlane: request.controlPlane,
      controlPlaneCredentials:
        request.controlPlane === undefined ? undefined : credentialsAt(root, request.controlPlane),
      putMetrics: request.putMetrics,
      packagesDir: join(root, '.teal', 'packages'),
      sdkPath: sdkPath === undefined ? undefined : resolve(dirname(environment.file), sdkPath),
      runtimes: listRuntimes(environment),
      log: (line) => printLines(context.io.err, printable(line)),
      ...(request.quiet ? {} : printTraffic(context, environment)),
    });
  } catch (error) {
    if (error instanceof SandboxError)
      throw new UserError('SANDBOX_FAILED', error.message, error.hint, { cause: error });
    throw error;
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // A pending promise does not keep Node running; a timer does.
    const alive = setInterval(() => undefined, 60_000);
    const stop = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
