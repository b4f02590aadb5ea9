// Creates environments of any size for the bench, each in its own project folder.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-port';
import { execute, executeInBackground } from './measure';

const repository = join(__dirname, '..');

/** The script of ctl, to be run by Node. */
export const CTL = join(repository, 'bin/ctl.js');

/** A project folder with one environment. */
export interface Project {
  readonly root: string;
  /** Runs ctl in the project and returns its output. */
  ctl(...args: readonly string[]): string;
  /** Returns what the shell offers after these words. */
  complete(...words: readonly string[]): string;
  remove(): void;
}

/** The code of blue, from the root of a project. */
const BLUE = 'examples/hello-node/v1';

/** The environment of a project in the sandbox. */
export const SANDBOX_NAME = 'bench';

/** A running sandbox whose project is deployed. */
export interface SandboxProject extends Project {
  readonly port: number;
  readonly controlPort: number;
  /** Runs ctl without blocking this process. */
  ctlInBackground(...args: readonly string[]): Promise<void>;
}

/** Formats the size of an environment for a row. */
export const formatServices = (size: number): string => `${size} service${size === 1 ? '' : 's'}`;

/** Finds the only environment file of a project. */
export function findEnvironmentFile(root: string): string {
  const folder = join(root, 'environments');
  return join(folder, readdirSync(folder)[0] ?? '');
}

/**
 * Creates a project with an environment on an emulator of AWS, named `bench` and the number of its services. The environment
 * creates a load balancer, unless `listener` is the ARN of an existing one. `more` are further lines of the file.
 */
export function createAwsProject(services: number, endpoint: string, listener?: string, more = ''): Project {
  const loadBalancer = listener
    ? `{ existing: { listener_arn: ${listener} } }`
    : '{ create: { deletion_protection: false } }';
  return createProject(
    `bench${services}`,
    services,
    `target: aws
region: us-east-1
emulator_endpoint: ${endpoint}
network: { create: {} }
load_balancer: ${loadBalancer}
${more}`,
  );
}

/** Creates a project in the sandbox, starts the sandbox and deploys. `code` is a folder with other code for blue. */
export async function createSandboxProject(services: number, code?: string): Promise<SandboxProject> {
  const [port, control] = await freePorts();
  const created = createProject(
    SANDBOX_NAME,
    services,
    `target: sandbox\nsandbox: { port: ${port}, control_port: ${control} }\n`,
  );
  if (code !== undefined) cpSync(code, join(created.root, BLUE), { recursive: true });
  created.ctl('sandbox', 'up', '--detach');
  created.ctl('deploy', '--yes');
  const remove = (): void => {
    created.ctl('sandbox', 'down');
    created.remove();
  };
  const ctlInBackground = (...args: readonly string[]): Promise<void> =>
    executeInBackground(process.execPath, [CTL, ...args, '--root', created.root]);
  return { ...created, port, controlPort: control, ctlInBackground, remove };
}

function createProject(name: string, services: number, head: string): Project {
  const root = mkdtempSync(join(tmpdir(), 'teal-bench-'));
  mkdirSync(join(root, 'environments'));
  cpSync(join(repository, 'examples'), join(root, 'examples'), { recursive: true });
  writeCdktfJson(root);
  const entries = Array.from({ length: services }, (_, index) => service(index)).join('');
  writeFileSync(join(root, `environments/${name}.yaml`), `${head}rules_quota: 1000\nservices:\n${entries}`);
  return {
    root,
    complete: (...words) => execute(process.execPath, [CTL, '--get-yargs-completions', 'ctl', ...words], root),
    ctl: (...args) => execute(process.execPath, [CTL, ...args, '--root', root], root),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Writes the cdktf.json of a project in another folder; it runs the app of this repository. */
export function writeCdktfJson(root: string): void {
  const own: unknown = JSON.parse(readFileSync(join(repository, 'cdktf.json'), 'utf8'));
  const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs');
  const app = `"${process.execPath}" "${tsx}" "${join(repository, 'main.ts')}"`;
  writeFileSync(join(root, 'cdktf.json'), JSON.stringify({ ...(own as object), app }));
}

const service = (index: number): string => `  s${index}:
    hostnames: [s${index}.example.com]
    priority: ${100 + index * 10}
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../${BLUE}
    green_package: ../examples/hello-node/v2
    active_color: blue
    green_weight: 0
`;
