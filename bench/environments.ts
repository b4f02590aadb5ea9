// Environments of any size for the figures, each in a project folder of its own.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-port';
import { execute, executeBeside } from './measure';

const repository = join(__dirname, '..');

/** The command line of ctl, to be run by Node. */
export const CTL = join(repository, 'bin/ctl.js');

/** A project folder with one environment. */
export interface Project {
  readonly root: string;
  /** Runs ctl in it and returns what it printed. */
  ctl(...args: readonly string[]): string;
  /** What the shell offers after these words. */
  complete(...words: readonly string[]): string;
  remove(): void;
}

/** The environment of a project in the sandbox. */
export const SANDBOX_NAME = 'bench';

/** A sandbox that runs, its project deployed. */
export interface SandboxProject extends Project {
  readonly port: number;
  readonly controlPort: number;
  /** Runs ctl while this process goes on with what it does. */
  ctlBeside(...args: readonly string[]): Promise<void>;
}

/** How a row names the size of an environment. */
export const servicesText = (size: number): string => `${size} service${size === 1 ? '' : 's'}`;

/** The one environment file of a project. */
export function environmentFile(root: string): string {
  const folder = join(root, 'environments');
  return join(folder, readdirSync(folder)[0] ?? '');
}

/**
 * Makes a project with an environment on an emulator of AWS: `bench` and the number of its services. Its load balancer is one
 * of its own, unless `listener` is the ARN of one that is there.
 */
export function awsProject(services: number, endpoint: string, listener?: string): Project {
  const loadBalancer = listener
    ? `{ existing: { listener_arn: ${listener} } }`
    : '{ create: { deletion_protection: false } }';
  return project(
    `bench${services}`,
    services,
    `target: aws
region: us-east-1
emulator_endpoint: ${endpoint}
network: { create: {} }
load_balancer: ${loadBalancer}
`,
  );
}

/** Makes a project in the sandbox, starts that and deploys. */
export async function sandboxProject(services: number): Promise<SandboxProject> {
  const [port, control] = await freePorts();
  const made = project(
    SANDBOX_NAME,
    services,
    `target: sandbox\nsandbox: { port: ${port}, control_port: ${control} }\n`,
  );
  made.ctl('sandbox', 'up', '--detach');
  made.ctl('deploy', '--yes');
  const remove = (): void => {
    made.ctl('sandbox', 'down');
    made.remove();
  };
  const ctlBeside = (...args: readonly string[]): Promise<void> =>
    executeBeside(process.execPath, [CTL, ...args, '--root', made.root]);
  return { ...made, port, controlPort: control, ctlBeside, remove };
}

function project(name: string, services: number, head: string): Project {
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

/** Writes the cdktf.json of a project elsewhere, whose app is this repository's. */
export function writeCdktfJson(root: string): void {
  const ours: unknown = JSON.parse(readFileSync(join(repository, 'cdktf.json'), 'utf8'));
  const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs');
  const app = `"${process.execPath}" "${tsx}" "${join(repository, 'main.ts')}"`;
  writeFileSync(join(root, 'cdktf.json'), JSON.stringify({ ...(ours as object), app }));
}

const service = (index: number): string => `  s${index}:
    hostnames: [s${index}.example.com]
    priority: ${100 + index * 10}
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../examples/hello-node/v1
    green_package: ../examples/hello-node/v2
    active_color: blue
    green_weight: 0
`;
