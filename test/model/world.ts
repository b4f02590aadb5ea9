// Two checkouts of one environment on one sandbox. Lock, journal, rollouts and packages are shared, as with a bucket; caches are not.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCtl } from '../../controller/cli/run';
import type { Runner } from '../../sandbox/functions/runner';
import type { Context } from '../../controller/core/context';
import { createSandboxWorld, testContext } from '../controller/helpers/context';
import type { Ran, SandboxWorld } from '../controller/helpers/context';

export type CheckoutName = 'a' | 'b';

const FILE = 'environments/local.yaml';
const VERSIONS = 'environments/local.versions.yaml';
const SHARED = ['locks', 'journal', 'rollouts', 'versions', 'packages'];

/** The id of a process that has ended. */
const { pid: ENDED } = spawnSync(process.execPath, ['--version']);

/** Functions that answer without a process: what they answer is looked up in the state, not asked. */
const ANSWERING: Runner = {
  invoke: () => Promise.resolve({ kind: 'ok', payload: Buffer.from('{"statusCode":200}'), milliseconds: 1 }),
  close: () => Promise.resolve(),
};

/** Both files of a checkout; undefined for one that is not there. */
export interface Files {
  readonly file: string;
  readonly versions: string | undefined;
}

/** Everything that outlives a process, at one time. */
export interface Moment {
  readonly aside: string;
  readonly sandbox: string;
}

export interface ModelWorld {
  readonly controlPort: number;
  readonly port: number;
  root(at: CheckoutName): string;
  ctl(at: CheckoutName, line: string, changes?: Partial<Context>): Promise<Ran>;
  files(at: CheckoutName): Files;
  write(at: CheckoutName, files: Files): void;
  /** The sandbox's state, as text. */
  live(): string;
  /** Copies everything. What this process holds is held by a process that has ended, as after a kill. */
  capture(): Moment;
  restore(moment: Moment): Promise<void>;
  close(): Promise<void>;
}

export async function createModelWorld(): Promise<ModelWorld> {
  const world = await createSandboxWorld({ runner: ANSWERING });
  const second = mkdtempSync(join(tmpdir(), 'ctl-second-'));
  const roots = { a: world.root, b: second };
  cpSync(join(world.root, 'code'), join(second, 'code'), { recursive: true });
  cpSync(join(world.root, 'environments'), join(second, 'environments'), { recursive: true });
  mkdirSync(join(second, '.teal'));
  for (const name of SHARED) {
    mkdirSync(join(world.root, '.teal', name), { recursive: true });
    symlinkSync(join(world.root, '.teal', name), join(second, '.teal', name));
  }
  const moments: string[] = [];
  return {
    controlPort: world.sandbox.controlPort,
    port: world.sandbox.port,
    root: (at) => roots[at],
    ctl: (at, line, changes) => run(roots[at], line, changes),
    files: (at) => ({
      file: readFileSync(join(roots[at], FILE), 'utf8'),
      versions: existsSync(join(roots[at], VERSIONS)) ? readFileSync(join(roots[at], VERSIONS), 'utf8') : undefined,
    }),
    write: (at, { file, versions }) => {
      writeFileSync(join(roots[at], FILE), file);
      if (versions === undefined) rmSync(join(roots[at], VERSIONS), { force: true });
      else writeFileSync(join(roots[at], VERSIONS), versions);
    },
    live: () => world.read('state/state.json'),
    capture: () => {
      const aside = mkdtempSync(join(tmpdir(), 'ctl-moment-'));
      moments.push(aside);
      for (const at of ['a', 'b'] as const) {
        for (const folder of ['environments', '.teal']) {
          cpSync(join(roots[at], folder), join(aside, at, folder), { recursive: true, verbatimSymlinks: true });
        }
      }
      endLocks(aside);
      return { aside, sandbox: world.read('state/state.json') };
    },
    restore: (moment) => restore(world, roots, moment),
    close: async () => {
      await world.close();
      for (const folder of [second, ...moments]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function run(root: string, line: string, changes: Partial<Context> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  // Time passes only while something sleeps, so that a rollout of minutes takes no time.
  let now = Date.parse('2030-01-02T03:04:05Z');
  const clock: Partial<Context> = {
    now: () => new Date(now),
    sleep: (milliseconds) => {
      now += milliseconds;
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
  const code = await runCtl(line.split(' '), { ...testContext(root, out, err), ...clock, ...changes });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

function endLocks(aside: string): void {
  const folder = join(aside, 'a/.teal/locks');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"pid":${process.pid},`, `"pid":${ENDED},`));
  }
}

async function restore(
  world: SandboxWorld,
  roots: Readonly<Record<CheckoutName, string>>,
  { aside, sandbox }: Moment,
): Promise<void> {
  for (const at of ['a', 'b'] as const) {
    for (const folder of ['environments', '.teal']) {
      rmSync(join(roots[at], folder), { recursive: true, force: true });
      cpSync(join(aside, at, folder), join(roots[at], folder), { recursive: true, verbatimSymlinks: true });
    }
  }
  if (world.read('state/state.json') !== sandbox) await world.restart(sandbox);
}
