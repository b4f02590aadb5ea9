// Starts the servers that the load is sent to, each in a process of its own, with the same function.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandboxProject } from './environments';
import { freePort, freePorts } from './free-port';
import { SERVERLESS_OFFLINE, SERVERLESS_VARIABLES, installServerlessOffline } from './serverless-offline';

const repository = join(__dirname, '..');
/** The code of the function. */
const CODE = join(__dirname, 'hello');

/** How long a server may take until it accepts connections. */
const START_LIMIT_MS = 60_000;

/** A server without any environment of the function, or plain node:http. */
export interface LoadedServer {
  readonly name: string;
  readonly port: number;
  stop(): void;
}

export const PLAIN = 'plain node:http';
export const SANDBOX = 'the sandbox';

/** Starts all of them. Without `serverlessOffline` that one is left out. */
export async function startServers(serverlessOffline: boolean): Promise<LoadedServer[]> {
  return [await startPlain(), await startSandbox(), ...(serverlessOffline ? await startServerlessOffline() : [])];
}

async function startPlain(): Promise<LoadedServer> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'plain-server.ts'), String(port)], {
    cwd: repository,
    stdio: 'ignore',
  });
  return started(PLAIN, port, child);
}

/** Started a second time, since its first deployment runs the function. */
async function startSandbox(): Promise<LoadedServer> {
  const project = await createSandboxProject(1, CODE);
  project.ctl('sandbox', 'down');
  project.ctl('sandbox', 'up', '--detach');
  return { name: SANDBOX, port: project.port, stop: () => project.remove() };
}

/** As it is by default, in a thread for each function, and in its own process. */
async function startServerlessOffline(): Promise<LoadedServer[]> {
  const installed = installServerlessOffline(CODE);
  const start = async (name: string, ...flags: readonly string[]): Promise<LoadedServer> => {
    const port = await freePort();
    const child = spawn(process.execPath, installed.command(port, await freePorts(), ...flags), {
      cwd: installed.root,
      env: { ...process.env, ...SERVERLESS_VARIABLES },
      stdio: 'ignore',
    });
    return started(name, port, child);
  };
  const [threads, inProcess] = [
    await start(SERVERLESS_OFFLINE),
    await start(`${SERVERLESS_OFFLINE} --useInProcess`, '--useInProcess'),
  ];
  const stop = (): void => {
    inProcess.stop();
    installed.remove();
  };
  return [threads, { ...inProcess, stop }];
}

async function started(name: string, port: number, child: ChildProcess): Promise<LoadedServer> {
  const limit = performance.now() + START_LIMIT_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || performance.now() > limit) throw new Error(`${name} does not start`);
    await pause(100);
  }
  return { name, port, stop: () => void child.kill('SIGKILL') };
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (does: boolean): void => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
