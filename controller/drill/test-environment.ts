// The environment that a drill runs in: a temporary folder with two versions of a function, and a sandbox on free ports.
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metrics } from '../../environments/schema-metrics';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { credentialsFile } from '../workspace/sandbox-credentials';
import { ENVIRONMENT, formatEnvironmentFile } from './environment-file';

/** How long an idle process of a function is kept. */
const IDLE_MS = 10_000;

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** `onLine` gets each line of stderr; `signal` acts as Ctrl-C. */
export interface RunOptions {
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface TestEnvironment {
  /** URL that users request. */
  readonly url: string;
  readonly controlPort: number;
  /** A context whose root is the temporary folder. */
  readonly context: Context;
  /** Creates a package that was not released before: v2 with another number in it. */
  newPackage(): string;
  /** Runs a command line of ctl in the folder, as a user would type it. */
  ctl(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same, but throws unless the exit code is 0. */
  must(...args: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Creates it. The user's own files and sandboxes are not touched. `metrics` are the defaults of a drill when undefined. */
export async function createTestEnvironment(context: Context, metrics: Metrics | undefined): Promise<TestEnvironment> {
  const root = mkdtempSync(join(tmpdir(), 'teal-drill-'));
  cpSync(findExamples(), join(root, 'examples'), { recursive: true });
  const { openCredentials, startSandbox } = await import('../../sandbox');
  const sandbox = await startSandbox({
    credentials: openCredentials(credentialsFile(root, ENVIRONMENT)),
    port: 0,
    controlPort: 0,
    stateDir: join(root, '.teal', 'sandbox'),
    packagesDir: join(root, '.teal', 'packages'),
    log: () => undefined,
    now: context.now,
    random: context.random,
    idleMs: IDLE_MS,
  });
  const { port, controlPort } = sandbox;
  mkdirSync(join(root, 'environments'));
  writeFileSync(join(root, `environments/${ENVIRONMENT}.yaml`), formatEnvironmentFile({ port, controlPort, metrics }));
  const inner = moveContext(context, root);
  const ctl: TestEnvironment['ctl'] = (args, options = {}) => runCommand(inner, args, options);
  let releases = 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    controlPort,
    context: inner,
    newPackage: () => {
      const folder = join(root, 'releases', String(++releases));
      cpSync(join(root, 'examples/hello-node/v2'), folder, { recursive: true });
      appendFileSync(join(folder, 'index.mjs'), `// Release ${releases}.\n`);
      return folder;
    },
    ctl,
    must: async (...args) => {
      const { code, err } = await ctl(args);
      if (code !== 0)
        throw new UserError(
          'DRILL_FAILED',
          `ctl ${args.join(' ')} failed in the drill:\n${err.join('\n')}`,
          'ctl doctor',
        );
    },
    close: async () => {
      await sandbox.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The user's context with another root, and without the variables that could name a third one. */
const moveContext = (context: Context, root: string): Context => ({
  ...context,
  cwd: root,
  root,
  env: { ...context.env, CTL_ENV: undefined, CTL_ROOT: undefined },
});

async function runCommand(
  context: Context,
  args: readonly string[],
  { onLine, signal = context.signal }: RunOptions,
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    ...context.io,
    out: (line: string) => void out.push(line),
    err: (line: string) => {
      err.push(line);
      onLine?.(line);
    },
    isTTY: false,
    color: false,
  };
  return { code: await context.runCtl(args, { ...context, io, signal }), out, err };
}

/** Finds the examples of this installation: beside the sources, or above the bundle. */
function findExamples(): string {
  for (let dir = __dirname; ; dir = dirname(dir)) {
    const found = join(dir, 'examples');
    if (existsSync(join(found, 'hello-node', 'v2'))) return found;
    if (dir === dirname(dir)) throw new Error('examples/hello-node is not part of this installation');
  }
}
