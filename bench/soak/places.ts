// The checkouts of the soak: folders with the environment file and the code of every service, which share one store and one sandbox.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from './load';

/** Name of the environment. */
export const ENVIRONMENT = 'soak';

const FILE = `environments/${ENVIRONMENT}.yaml`;

/** Code that can be staged. */
export const CODES = ['v1', 'v2', 'v3', 'v4', 'v5'] as const;

/** Where clients connect from. The first ones are whitelisted by turns, the last two never. */
export const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6'] as const;

/** Addresses that a canary may be opened for. */
export const TESTERS: readonly string[] = ADDRESSES.slice(0, 4);

/** The services: by path, by host name, by both, and with more canary rules than one. */
export const SERVICES: Readonly<Record<string, Route & { readonly settings: string }>> = {
  web: { host: 'soak.example.com', path: '/web', settings: "paths: ['/web*'], priority: 100" },
  api: { host: 'api.example.com', path: '/v1', settings: 'hostnames: [api.example.com], priority: 200' },
  shop: {
    host: 'shop.example.com',
    path: '/shop',
    settings: "hostnames: ['shop.*'], paths: ['/shop/*'], priority: 300",
  },
  search: {
    host: 'soak.example.com',
    path: '/search',
    settings: "paths: ['/search*'], priority: 400, canary_slots: 3",
  },
};

/** The ports: of the load balancer, of the sandbox's control endpoint, and of the observer before it, which ctl uses. */
export interface Ports {
  readonly port: number;
  readonly controlPort: number;
  readonly observerPort: number;
}

/** The folders: of each checkout, and of the sandbox, which runs in one of its own. A checkout knows it by the file's ports alone. */
export interface Places {
  /** Holds all of them. */
  readonly folder: string;
  readonly host: string;
  readonly roots: readonly [string, ...string[]];
  /** Where the sandbox keeps its state. */
  readonly stateFile: string;
  /** Makes another checkout, whose control endpoint has this port. */
  addCheckout(observerPort: number): string;
  /** Gives every checkout the credentials of the sandbox, once it runs. */
  shareCredentials(): void;
  remove(): void;
}

/**
 * What the checkouts share, as they would in a bucket: lock, journal, rollouts, versions and packages ("Working together"). All
 * else of `.teal` is each checkout's own.
 */
const SHARED = ['locks', 'journal', 'rollouts', 'versions', 'packages'] as const;

/** Makes the folder of the sandbox and `count` checkouts, at least one. */
export function makePlaces(count: number, ports: Ports): Places {
  const folder = mkdtempSync(join(tmpdir(), 'teal-soak-'));
  const host = join(folder, 'host');
  const sandbox = join('.teal/sandbox', ENVIRONMENT);
  const roots: string[] = [];
  const fill = (root: string, observerPort: number): void => {
    for (const code of CODES) write(root, `code/${code}/index.mjs`, sourceOf(code));
    write(root, FILE, environmentText({ ...ports, observerPort }));
    mkdirSync(join(root, '.teal'));
  };
  fill(host, ports.observerPort);
  for (const name of SHARED) mkdirSync(join(folder, 'shared', name), { recursive: true });
  const addCheckout = (observerPort: number): string => {
    const root = join(folder, `checkout-${roots.length + 1}`);
    fill(root, observerPort);
    for (const name of SHARED) symlinkSync(join(folder, 'shared', name), join(root, '.teal', name));
    roots.push(root);
    return root;
  };
  const first = addCheckout(ports.observerPort);
  for (let more = 1; more < count; more += 1) addCheckout(ports.observerPort);
  return {
    folder,
    host,
    roots: [first, ...roots.slice(1)],
    stateFile: join(host, sandbox, 'state/state.json'),
    addCheckout,
    shareCredentials: () => {
      const file = join(host, sandbox, 'credentials');
      if (!existsSync(file)) return;
      for (const root of roots) write(root, join(sandbox, 'credentials'), readFileSync(file, 'utf8'));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text, { mode: 0o600 });
}

const environmentText = ({ port, observerPort }: Ports): string => `target: sandbox
sandbox: { port: ${port}, control_port: ${observerPort} }
whitelisted_ips: [${TESTERS[1]}/32]
defaults:
  handler: index.handler
  runtime: nodejs20.x
  timeout: 60
  rollout:
    hold_at_most: 1s
    inconclusive: settle
    metrics: { errors: { min_requests: 1 }, throttles: { min_requests: 1 }, latency: { dry_run: true, min_requests: 1 } }
services:
${Object.entries(SERVICES).map(serviceText).join('')}`;

const serviceText = ([name, { settings }]: readonly [string, { readonly settings: string }]): string => `  ${name}:
${settings
  .split(/, (?=[a-z_]+:)/)
  .map((line) => `    ${line}\n`)
  .join('')}    blue_package: ../code/v1
    active_color: blue
    activate_canary: false
    green_weight: 0
`;

/** A function that says which one it is, which version of it, which code, and what its environment says. */
const sourceOf = (code: string): string => `// Answers who it is.
const code = '${code}';
const { AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: version, RELEASE: release = '' } = process.env;
const headers = { 'x-soak-function': name, 'x-soak-version': version, 'x-soak-code': code, 'x-soak-release': release };
export const handler = async () => ({ statusCode: 200, headers, body: name });
`;
