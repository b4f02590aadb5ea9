// What the sandbox's tests share: a sandbox in a folder of its own, SDK clients, zips, and requests from a chosen address.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AddPermissionCommand, CreateAliasCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Runtime } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { CREDENTIALS } from '../helpers/credentials';
import { startSandbox } from '../../sandbox';
import type { Sandbox, SandboxOptions } from '../../sandbox';

/** Clients of a control plane. */
export interface Clients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly lambda: LambdaClient;
}

/** A running sandbox with everything a test needs to talk to it. */
export interface Bench extends Sandbox, Clients {
  readonly dir: string;
  readonly logs: string[];
  readonly endpoint: string;
}

const cleanups: (() => Promise<void>)[] = [];

/** For afterEach: ends every sandbox that a test started, and removes its folder. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

export const temporaryDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'teal-sandbox-'));
  cleanups.push(async () => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export async function bench(options: Partial<SandboxOptions> = {}): Promise<Bench> {
  const dir = options.stateDir ?? temporaryDir();
  const logs: string[] = [];
  const sandbox = await startSandbox({
    port: 0,
    controlPort: 0,
    credentials: CREDENTIALS,
    stateDir: dir,
    packagesDir: join(dir, 'packages'),
    log: (line) => logs.push(line),
    ...options,
  });
  const endpoint = `http://127.0.0.1:${sandbox.controlPort}`;
  const { elb, lambda } = clientsOf(endpoint, sandbox.credentials);
  cleanups.push(async () => {
    elb.destroy();
    lambda.destroy();
    await sandbox.close();
  });
  return { ...sandbox, dir, logs, endpoint, elb, lambda };
}

/** Clients that talk to an endpoint on this machine. */
export function clientsOf(endpoint: string, credentials = CREDENTIALS): Clients {
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  };
  return { elb: new ElasticLoadBalancingV2Client(client), lambda: new LambdaClient(client) };
}

/** The environment in which software that nobody here wrote talks to a sandbox. */
export const foreignEnvironment = (on: Bench): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: on.dir,
  AWS_ENDPOINT_URL: on.endpoint,
  AWS_ACCESS_KEY_ID: on.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: on.credentials.secretAccessKey,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_MAX_ATTEMPTS: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
});

export const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

/** A function whose environments wait while they load until `go` is called. `begun` is how many have begun to load in a folder. */
export function waitingToLoad(dir: string): {
  readonly code: Uint8Array;
  readonly begun: () => number;
  readonly go: () => void;
} {
  const [begun, go] = [join(dir, 'begun'), join(dir, 'go')];
  const code = zip({
    'index.mjs': `import { appendFileSync, existsSync } from 'node:fs';
      appendFileSync(${JSON.stringify(begun)}, '.');
      while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 10));
      export const handler = async () => ({ statusCode: 200, body: 'ok' });`,
  });
  return {
    code,
    begun: () => (existsSync(begun) ? readFileSync(begun, 'utf8').length : 0),
    go: () => writeFileSync(go, ''),
  };
}

/** A Node function whose answer is the body of `return`. */
export const nodeZip = (code: string): Uint8Array =>
  zip({ 'index.mjs': `export const handler = async (event, context) => { ${code} };` });

export const answering = (body: string): Uint8Array =>
  nodeZip(`return { statusCode: 200, body: ${JSON.stringify(body)} }`);

export async function listenerArn(elb: ElasticLoadBalancingV2Client): Promise<string> {
  const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
  const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
  return Listeners?.[0]?.ListenerArn ?? '';
}

export interface Deployment {
  readonly role?: string;
  readonly runtime?: Runtime;
  readonly handler?: string;
  readonly timeout?: number;
  readonly memorySize?: number;
  readonly environment?: Record<string, string>;
}

/** A function with alias live, in a target group of its name. Returns the target group's ARN. */
export async function deploy(to: Clients, name: string, code: Uint8Array, options: Deployment = {}): Promise<string> {
  const made = await to.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: options.role ?? 'arn:aws:iam::000000000000:role/test',
      Runtime: options.runtime ?? 'nodejs20.x',
      Handler: options.handler ?? 'index.handler',
      Timeout: options.timeout ?? 5,
      MemorySize: options.memorySize,
      Environment: { Variables: options.environment ?? {} },
      Code: { ZipFile: code },
      Publish: true,
    }),
  );
  const FunctionVersion = made.Version ?? '';
  const alias = await to.lambda.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion }));
  const group = await to.elb.send(new CreateTargetGroupCommand({ Name: name, TargetType: 'lambda' }));
  const arn = group.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await to.lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      Qualifier: 'live',
      StatementId: 'elb',
      Action: 'lambda:InvokeFunction',
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceArn: arn,
    }),
  );
  await to.elb.send(new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: [{ Id: alias.AliasArn }] }));
  return arn;
}

export const path = (value: string): RuleCondition => ({
  Field: 'path-pattern',
  PathPatternConfig: { Values: [value] },
});

/** A rule that forwards to target groups by weight; matches every path when no condition is given. Returns its ARN. */
export async function forward(
  to: Pick<Clients, 'elb'>,
  priority: number,
  weights: Readonly<Record<string, number>>,
  conditions: RuleCondition[] = [path('*')],
  stickySeconds?: number,
): Promise<string> {
  const { Rules } = await to.elb.send(
    new CreateRuleCommand({
      ListenerArn: await listenerArn(to.elb),
      Priority: priority,
      Conditions: conditions,
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
            TargetGroupStickinessConfig: { Enabled: stickySeconds !== undefined, DurationSeconds: stickySeconds },
          },
        },
      ],
    }),
  );
  return Rules?.[0]?.RuleArn ?? '';
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
}

export interface Ask {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  readonly from?: string;
}

/** One request to a sandbox's load balancer, on a connection of its own. */
export function get(from: Pick<Sandbox, 'port'>, ask: Ask = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: from.port,
        path: ask.path ?? '/',
        method: ask.method ?? 'GET',
        headers: ask.headers ?? {},
        localAddress: ask.from,
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes.toString('utf8'), bytes });
        });
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(ask.body);
  });
}
