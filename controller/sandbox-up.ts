// Starting an environment's sandbox: in this process until Ctrl-C, or in one of its own.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environments';
import type { Sandbox } from '../sandbox';
import type { Context } from './context';
import { EXIT, UserError } from './errors';
import { findEnvironment, openEnvironment } from './open';
import { isHealthy } from './preflight';
import { forgetSandbox, noteSandbox, runningSandbox, sandboxFolder } from './sandbox-process';
import type { SandboxProcess } from './sandbox-process';

/** How to start. Ports are the file's when left out; `controlPlane` is an endpoint whose rules are served instead. */
export interface UpRequest {
  readonly environment: string | undefined;
  readonly detach: boolean;
  readonly controlPlane: string | undefined;
  readonly port: number | undefined;
  readonly controlPort: number | undefined;
}

/** A sandbox that was started, or was there already. */
export interface UpResult {
  readonly environment: string;
  readonly state: 'started' | 'already running' | 'stopped';
  readonly pid: number;
  readonly url: string;
  readonly control: string;
}

const POLL_MS = 100;
const PATIENCE_MS = 20_000;

/** Starts a sandbox. In the foreground it returns once the user has stopped it. */
export async function sandboxUp(context: Context, request: UpRequest): Promise<UpResult> {
  const file = await findEnvironment(context, request.environment);
  const { environment } = await openEnvironment(context, file);
  const running = runningSandbox(context.root, environment.name);
  if (running && (await isHealthy(context, running.controlPort))) {
    return resultOf(environment, 'already running', running);
  }
  const controlPlane = controlPlaneOf(environment, request.controlPlane);
  return request.detach
    ? startDetached(context, environment, request)
    : runHere(context, environment, { ...request, controlPlane });
}

/** On AWS there is nothing to run but the data plane, which needs somebody else's rules. */
function controlPlaneOf(environment: Environment, given: string | undefined): string | undefined {
  const url = given ?? (environment.target === 'aws' ? environment.emulator_endpoint : undefined);
  if (environment.target === 'sandbox' || url !== undefined) return url;
  throw new UserError(
    `${environment.name} lives on AWS, not in a sandbox`,
    'Name the endpoint whose rules the sandbox shall follow with --control-plane URL, or an environment with target: sandbox',
    EXIT.input,
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
  const { startSandbox, SandboxError } = await import('../sandbox');
  try {
    return await startSandbox({
      port: request.port ?? environment.sandbox.port,
      controlPort: request.controlPort ?? environment.sandbox.control_port,
      stateDir: join(sandboxFolder(context.root, environment.name), 'state'),
      region: environment.region,
      account: environment.account,
      controlPlane: request.controlPlane,
      packagesDir: join(context.root, '.teal', 'packages'),
      log: (line) => context.io.err(line),
    });
  } catch (error) {
    if (error instanceof SandboxError) throw new UserError(error.message, error.hint, EXIT.failure, { cause: error });
    throw error;
  }
}

/** Starts ctl again without --detach, and waits until the sandbox answers. */
async function startDetached(context: Context, environment: Environment, request: UpRequest): Promise<UpResult> {
  const folder = sandboxFolder(context.root, environment.name);
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'ctl.log');
  const output = openSync(log, 'w');
  const [command = process.execPath, ...before] = context.self;
  const child = spawn(command, [...before, ...argumentsOf(context, environment, request)], {
    cwd: context.root,
    env: { ...context.env },
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  child.unref();
  for (let waited = 0; waited < PATIENCE_MS && !ended; waited += POLL_MS) {
    const running = runningSandbox(context.root, environment.name);
    if (running && (await isHealthy(context, running.controlPort))) return resultOf(environment, 'started', running);
    await context.sleep(POLL_MS);
  }
  if (!ended && child.pid !== undefined) process.kill(child.pid, 'SIGTERM');
  throw new UserError(
    `The sandbox of ${environment.name} did not start:\n${readFileSync(log, 'utf8').trim()}`,
    `Its log is ${log}`,
  );
}

const argumentsOf = (context: Context, environment: Environment, request: UpRequest): string[] => [
  ...['sandbox', 'up', '-e', environment.name, '--root', context.root],
  ...(request.port === undefined ? [] : ['--port', String(request.port)]),
  ...(request.controlPort === undefined ? [] : ['--control-port', String(request.controlPort)]),
  ...(request.controlPlane === undefined ? [] : ['--control-plane', request.controlPlane]),
];

const resultOf = (environment: Environment, state: UpResult['state'], running: SandboxProcess): UpResult => ({
  environment: environment.name,
  state,
  pid: running.pid,
  url: `http://127.0.0.1:${running.port}`,
  control: `http://127.0.0.1:${running.controlPort}`,
});

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
