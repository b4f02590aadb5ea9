// Where a drill takes place: a folder of its own with two versions of a function, and a sandbox on free ports.
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metrics } from '../../environments/schema-metrics';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { ENVIRONMENT, drillFile } from './environment-file';

/** How long a process of a release that is over is kept. */
const IDLE_MS = 10_000;

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** How a command runs: who gets each line of its stderr, and what presses Ctrl-C. */
export interface Running {
  readonly tell?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Place {
  /** What users ask for. */
  readonly url: string;
  readonly controlPort: number;
  /** A context whose root is the drill's folder. */
  readonly context: Context;
  /** A package that nobody has released yet: v2 with another number in it. */
  newPackage(): string;
  /** Runs a command line of ctl there, as a user would type it. */
  ctl(args: readonly string[], running?: Running): Promise<Ran>;
  /** The same for a command that has to end well. */
  must(...args: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Makes the place: nothing of the user's own files and sandboxes is touched. `metrics` are the defaults when undefined. */
export async function openPlace(context: Context, metrics: Metrics | undefined): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), 'teal-drill-'));
  cpSync(examples(), join(root, 'examples'), { recursive: true });
  const { startSandbox } = await import('../../sandbox');
  const sandbox = await startSandbox({
    port: 0,
    controlPort: 0,
    stateDir: join(root, '.teal', 'sandbox'),
    packagesDir: join(root, '.teal', 'packages'),
    log: () => undefined,
    random: context.random,
    idleMs: IDLE_MS,
  });
  const { port, controlPort } = sandbox;
  mkdirSync(join(root, 'environments'));
  writeFileSync(join(root, `environments/${ENVIRONMENT}.yaml`), drillFile({ port, controlPort, metrics }));
  const there = inside(context, root);
  const ctl: Place['ctl'] = (args, running = {}) => runHere(there, args, running);
  let releases = 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    controlPort,
    context: there,
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

/** The user's context, but for the root and the variables that name another one. */
const inside = (context: Context, root: string): Context => ({
  ...context,
  cwd: root,
  root,
  env: { ...context.env, CTL_ENV: undefined, CTL_ROOT: undefined },
});

async function runHere(context: Context, args: readonly string[], { tell, signal }: Running): Promise<Ran> {
  // Loaded when it runs: the command line knows this file's verb, too.
  const { runCtl } = await import('../cli/run');
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    ...context.io,
    out: (line: string) => void out.push(line),
    err: (line: string) => {
      err.push(line);
      tell?.(line);
    },
    isTTY: false,
    color: false,
  };
  return { code: await runCtl(args, { ...context, io, signal: signal ?? context.signal }), out, err };
}

/** The examples of this installation: beside the sources, or above the bundle. */
function examples(): string {
  for (let dir = __dirname; ; dir = dirname(dir)) {
    const found = join(dir, 'examples');
    if (existsSync(join(found, 'hello-node', 'v2'))) return found;
    if (dir === dirname(dir)) throw new Error('examples/hello-node is not part of this installation');
  }
}
