// Runs ctl in this process: with its own root in the temporary folder, captured output, and a real sandbox on free ports.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../../bench/free-port';
import type { Context } from '../../../controller/core/context';
import { runCtl } from '../../../controller/cli/run';
import { CREDENTIALS } from '../../helpers/credentials';
import { startSandbox } from '../../../sandbox';
import type { Sandbox, SandboxOptions } from '../../../sandbox';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A root folder with environment files, in which ctl runs. */
export interface World {
  readonly root: string;
  /** Runs ctl; `changes` replace parts of its context. */
  ctl(line: string | readonly string[], changes?: Partial<Context>): Promise<Ran>;
  /** The same with -o json: the document on stdout, parsed. */
  json(line: string, changes?: Partial<Context>): Promise<{ readonly code: number; readonly document: unknown }>;
  write(path: string, text: string): void;
  read(path: string): string;
  remove(): void;
}

/** Creates an empty root. */
export function createWorld(): World {
  const root = mkdtempSync(join(tmpdir(), 'ctl-'));
  mkdirSync(join(root, 'environments'));
  const ctl = async (line: string | readonly string[], changes: Partial<Context> = {}): Promise<Ran> => {
    const out: string[] = [];
    const err: string[] = [];
    const argv = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
    const code = await runCtl(argv, { ...testContext(root, out, err), ...changes });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
  return {
    root,
    ctl,
    json: async (line, changes) => {
      const { code, out } = await ctl(`${line} -o json`, changes);
      return { code, document: JSON.parse(out) as unknown };
    },
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Creates a root with an environment `local` of two services and their code, whose sandbox does not run. */
export function createOfflineWorld(port = 18080, controlPort = 18081): World {
  const world = createWorld();
  for (const version of ['v1', 'v2', 'v3']) world.write(`code/${version}/index.mjs`, handler(version));
  world.write('environments/local.yaml', environmentText(port, controlPort));
  return world;
}

/** A world whose sandbox runs. */
export interface SandboxWorld extends World {
  readonly sandbox: Sandbox;
  /** Starts the sandbox again, on the same ports, with this text as its state. */
  restart(state: string): Promise<void>;
  close(): Promise<void>;
}

/** Creates a root with an environment `local` of two services, whose sandbox runs; `web` has v1 and v2, `api` only v1. */
export async function createSandboxWorld(options: Pick<SandboxOptions, 'now' | 'runner'> = {}): Promise<SandboxWorld> {
  const [port, controlPort] = await freePorts();
  const world = createOfflineWorld(port, controlPort);
  const start = (): Promise<Sandbox> =>
    startSandbox({
      port,
      controlPort,
      credentials: CREDENTIALS,
      stateDir: join(world.root, 'state'),
      packagesDir: join(world.root, '.teal/packages'),
      log: () => undefined,
      ...options,
    });
  const sandbox = await start();
  let running = sandbox;
  return {
    ...world,
    sandbox,
    restart: async (state) => {
      await running.close();
      world.write('state/state.json', state);
      running = await start();
      // Connections to the old one may not have noticed yet that it is closed.
      while (!(await answers(controlPort))) await pause(1);
    },
    close: async () => {
      await running.close();
      world.remove();
    },
  };
}

const answers = (controlPort: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${controlPort}/_teal/health`).then(
    async (answer) => Boolean(await answer.text()),
    () => false,
  );

/** The version that answers a client on an address of the loopback. */
export function get(port: number, path: string, localAddress = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, localAddress, agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('end', () => resolve(body));
    });
    call.on('error', reject);
    call.end();
  });
}

export const environmentText = (port: number, controlPort: number): string => `# The environment of the tests.
target: sandbox
sandbox: { port: ${port}, control_port: ${controlPort} }

services:
  web:   # the front
    paths: [/web]
    priority: 200
    handler: index.handler
    runtime: nodejs20.x
    whitelisted_ips: ["127.0.0.2/32"]
    blue_package: ../code/v1
    green_package: '../code/v2'
    active_color: blue

    # moved by ctl
    activate_canary: false
    green_weight: 0
  api:
    paths: [/api]
    priority: 100
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../code/v1
    active_color: blue
    activate_canary: false
    green_weight: 0
`;

export const handler = (version: string): string =>
  `export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'text/plain' }, body: '${version}' });\n`;

export function testContext(root: string, out: string[], err: string[]): Context {
  return {
    cwd: root,
    root,
    env: { PATH: process.env['PATH'], USER: 'tester', HOME: root },
    io: {
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
      isTTY: false,
      columns: Infinity,
      color: false,
      confirm: () => Promise.resolve(false),
    },
    now: () => new Date('2030-01-02T03:04:05Z'),
    random: () => 0.5,
    sleep: async (milliseconds) => void (await pause(milliseconds)),
    fetch: globalThis.fetch,
    runCtl,
    self: [],
    signal: new AbortController().signal,
    boundary: () => undefined,
  };
}
