// The setup of end-to-end tests: moto as AWS, a project folder with its services, ctl, Terraform and the sandbox's data plane.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCdktfJson } from '../../bench/environments';
import { startLoad } from '../../controller/drill/load-generator';
import type { Tally } from '../../controller/drill/load-generator';
import { parsePlan } from '../../controller/terraform/parse-plan';
import { startSandbox } from '../../sandbox';
import type { Sandbox } from '../../sandbox';
import { makeBucket } from '../helpers/bucket';
import { followRecording } from '../helpers/recorded-calls';
import type { RecordedCall } from '../helpers/recorded-calls';
import { startMoto } from '../helpers/moto';
import { terraformCommand } from '../helpers/needs';

const BUCKET = 'acme-state';
/** The access key of the data plane, which reads while commands run. */
const FOLLOWER = 'sandbox';
const repository = join(__dirname, '../..');

/** The address whose requests the tests whitelist. */
export const TESTER = '127.0.0.2';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call to AWS that a command made, itself or through Terraform. */
interface CallOf extends RecordedCall {
  readonly verb: string;
}

/** A change of a plan. `actions` as in `update`; `changed`: top-level attributes that differ. */
export interface PendingChange {
  readonly actions: string;
  readonly name: string;
  readonly changed: readonly string[];
}

/** One resource that a plan changes, such as `update aws_lb_listener_rule.rule-production`. */
export type Planned = string;

export interface World {
  readonly root: string;
  readonly file: string;
  ctl(...args: readonly string[]): Promise<Finished>;
  /** Every call to AWS that the commands of ctl made until now. */
  readonly calls: readonly CallOf[];
  cdktf(...args: readonly string[]): Promise<Finished>;
  /** The changes in the last plan that ctl made of a stack; it applies that one only. */
  applied(stack: string): Promise<Planned[]>;
  /** The changes that Terraform would make to a stack now. */
  pending(stack: string): Promise<Planned[]>;
  /** The same, with the attributes that differ. */
  pendingChanges(stack: string): Promise<readonly PendingChange[]>;
  /** The changes in the plan of a stack that a command of ctl makes; none where it makes no plan of it. */
  plannedBy(stack: string, command: Promise<Finished>): Promise<readonly PendingChange[]>;
  /** The configuration of a stack, as synthesised last. */
  configuration(stack: string): string;
  /** Sends requests to a service through a data plane that follows the emulator's rules; returns the answers. */
  request(service: string, count: number, from?: string): Promise<Tally>;
  stop(): Promise<void>;
}

const serviceText = (
  name: string,
  runtime: string,
  handler: string,
  example: string,
  priority: number,
): string => `  ${name}:
    hostnames: [${name}.example.com]
    priority: ${priority}
    handler: ${handler}
    runtime: ${runtime}
    blue_package: ../examples/${example}/v1
    active_color: blue
    activate_canary: false
    green_weight: 0 # what green gets
    whitelisted_ips: [${TESTER}/32]
`;

const SERVICES = {
  web: serviceText('web', 'nodejs20.x', 'index.handler', 'hello-node', 100),
  api: serviceText('api', 'python3.12', 'app.handler', 'hello-python', 200),
};

const environment = (
  endpoint: string,
  services: readonly (keyof typeof SERVICES)[],
): string => `# The environment of the end-to-end test.
target: aws
region: us-east-1
account: "123456789012"
emulator_endpoint: ${endpoint}
state: { bucket: ${BUCKET} }
network: { create: {} }
load_balancer: { create: { deletion_protection: false } }
services:
${services.map((name) => SERVICES[name]).join('')}`;

/** Builds the world with these services; nothing is deployed yet. */
export async function createWorld(services: readonly (keyof typeof SERVICES)[] = ['web', 'api']): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'teal-e2e-'));
  const recording = join(root, 'calls.jsonl');
  const moto = await startMoto({ recording });
  await makeBucket(moto.url, BUCKET);
  const readCalls = followRecording(recording);
  const calls: CallOf[] = [];
  mkdirSync(join(root, 'environments'));
  const file = join(root, 'environments/test.yaml');
  writeFileSync(file, environment(moto.url, services));
  cpSync(join(repository, 'examples'), join(root, 'examples'), { recursive: true });
  writeCdktfJson(root);

  const stackDir = (stack: string): string => join(root, 'cdktf.out/stacks', stack);
  /** A new plan of a stack as JSON; undefined when there is nothing to change. */
  const planNow = async (stack: string): Promise<string | undefined> => {
    const plan = ['plan', '-input=false', '-no-color', '-detailed-exitcode', '-out=test.tfplan'];
    const finished = await run(terraformCommand(), plan, stackDir(stack));
    if (finished.code === 0) return undefined;
    if (finished.code !== 2) throw new Error(`exit ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
    return (await requireSuccess(run(terraformCommand(), ['show', '-json', 'test.tfplan'], stackDir(stack)))).stdout;
  };
  let sandbox: Sandbox | undefined;

  return {
    root,
    file,
    calls,
    ctl: async (...args) => {
      readCalls();
      const finished = await run(process.execPath, [join(repository, 'bin/ctl.js'), ...args, '--root', root], root, {
        TERRAFORM_BINARY_NAME: keepPlans(root),
      });
      const made = readCalls().filter(({ by }) => by !== FOLLOWER);
      calls.push(...made.map((call) => ({ ...call, verb: args[0] ?? '' })));
      return finished;
    },
    cdktf: (...args) =>
      run(process.execPath, [join(repository, 'node_modules/cdktf-cli/bundle/bin/cdktf'), ...args], root, {
        // A provider from a mirror on disk needs no plugin cache.
        CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
        CHECKPOINT_DISABLE: '1',
      }),
    applied: (stack) => Promise.resolve(changesOf(readFileSync(join(stackDir(stack), 'last-plan.json'), 'utf8'))),
    pendingChanges: async (stack) => attributesOf(await planNow(stack)),
    plannedBy: async (stack, command) => {
      const file = join(stackDir(stack), 'last-plan.json');
      rmSync(file, { force: true });
      await command;
      return attributesOf(existsSync(file) ? readFileSync(file, 'utf8') : undefined);
    },
    pending: async (stack) => {
      const plan = await planNow(stack);
      return plan === undefined ? [] : changesOf(plan);
    },
    configuration: (stack) => readFileSync(join(stackDir(stack), 'cdk.tf.json'), 'utf8'),
    request: async (service, count, from = '127.0.0.1') => {
      sandbox ??= await follow(moto.url, root);
      await sandbox.refresh();
      const load = startLoad({
        url: `http://127.0.0.1:${sandbox.port}/`,
        headers: { host: `${service}.example.com` },
        localAddress: from,
        connections: 4,
        pauseMs: 0,
      });
      const tally = await load.sample(count);
      await load.stop();
      return tally;
    },
    stop: async () => {
      await sandbox?.close();
      await moto.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const follow = (controlPlane: string, root: string): Promise<Sandbox> =>
  startSandbox({
    port: 0,
    controlPort: 0,
    stateDir: join(root, '.teal/sandbox/follow'),
    packagesDir: join(root, '.teal/packages'),
    controlPlane,
    log: () => undefined,
  });

/** A Terraform that keeps a copy of each plan that it shows, since ctl removes its plans. */
function keepPlans(root: string): string {
  const script = join(root, 'keep-plans');
  const terraform = `'${terraformCommand()}' "$@"`;
  const lines = [
    'case "$*" in "show -json teal."*)',
    `${terraform} > last-plan.json || exit`,
    'cat last-plan.json',
    'exit ;; esac',
    `exec ${terraform}`,
  ];
  writeFileSync(script, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return script;
}

/** The changes of a plan, without reads and no-ops, sorted. */
function changesOf(json: string): Planned[] {
  const plan = JSON.parse(json) as {
    resource_changes?: { type: string; name: string; change: { actions: string[] } }[];
  };
  return (plan.resource_changes ?? [])
    .filter(({ change }) => !['no-op', 'read'].includes(change.actions.join()))
    .map(({ type, name, change }) => `${change.actions.join('+')} ${type}.${name}`)
    .sort();
}

/** The changes of a plan with the attributes that differ. */
const attributesOf = (plan: string | undefined): PendingChange[] =>
  plan === undefined
    ? []
    : parsePlan(plan).changes.map(({ actions, name, changed }) => ({ actions: actions.join('+'), name, changed }));

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined, ...more };
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

async function requireSuccess(running: Promise<Finished>): Promise<Finished> {
  const finished = await running;
  if (finished.code !== 0) throw new Error(`exit ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
  return finished;
}

/** The names of the synthesised stacks. */
export const stacksOf = (root: string): string[] => readdirSync(join(root, 'cdktf.out/stacks')).sort();
