// Starts a sandbox in a process of its own, which continues after this one ends.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { isHealthy } from './health';
import { CREDENTIAL_VARIABLES } from './variables';
import { runningSandbox, sandboxFolder } from '../workspace/sandbox-process';
import { toUpResult } from './types';
import type { UpRequest, UpResult } from './types';

const POLL_MS = 100;
const TIMEOUT_MS = 20_000;

/** Starts ctl again without --detach, and waits until the sandbox answers. */
export async function startDetached(context: Context, environment: Environment, request: UpRequest): Promise<UpResult> {
  const folder = sandboxFolder(context.root, environment.name);
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'ctl.log');
  const output = openSync(log, 'w');
  const [command = process.execPath, ...before] = context.self;
  const child = spawn(command, [...before, ...buildArguments(context, environment, request)], {
    cwd: context.root,
    env: withoutCredentials(context.env),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  child.unref();
  for (let waited = 0; waited < TIMEOUT_MS && !ended; waited += POLL_MS) {
    const running = runningSandbox(context.root, environment.name);
    if (running && (await isHealthy(context, running.controlPort))) return toUpResult(environment, 'started', running);
    await context.sleep(POLL_MS);
  }
  if (!ended && child.pid !== undefined) process.kill(child.pid, 'SIGTERM');
  throw new UserError(
    'SANDBOX_FAILED',
    `The sandbox of ${environment.name} did not start:\n${readFileSync(log, 'utf8').trim()}`,
    `Its log is ${log}`,
  );
}

/** A sandbox uses none of the user's credentials, and functions can read the variables of the process that starts them. */
const withoutCredentials = (env: Context['env']): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIAL_VARIABLES.includes(name)));

const buildArguments = (context: Context, environment: Environment, request: UpRequest): string[] => [
  ...['sandbox', 'up', '-e', environment.name, '--root', context.root],
  ...(request.port === undefined ? [] : ['--port', String(request.port)]),
  ...(request.controlPort === undefined ? [] : ['--control-port', String(request.controlPort)]),
  ...(request.controlPlane === undefined ? [] : ['--control-plane', request.controlPlane]),
  ...(request.putMetrics ? ['--put-metrics'] : []),
];
