// Runs the crash entry in processes of its own.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bundle } from '../helpers/bundle';

/** How a child ended. `code` is null when a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A child that runs; `ended` settles when it has ended. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Settles once stderr contains a text. */
  prints(text: string): Promise<void>;
}

/** A process that runs one command line after the other. */
export interface Served {
  /** Runs a command line there; returns its exit code. */
  ctl(line: string): Promise<number>;
  stop(): Promise<void>;
}

/** The bundle of the entry. */
export interface Bundle {
  start(root: string, line: string, env?: Readonly<Record<string, string>>): Running;
  run(root: string, line: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** One process that runs many command lines. */
  serve(root: string): Served;
  remove(): void;
}

/** Bundles test/crash/entry.ts. */
export function bundleEntry(): Bundle {
  const { script, folder, remove } = bundle('test/crash/entry.ts');
  const ctl = (root: string, argv: readonly string[], env: Readonly<Record<string, string>>): ChildProcess =>
    spawn(process.execPath, [script, ...argv], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: root, USER: 'tester', ...env, XDG_CACHE_HOME: folder },
    });
  const start: Bundle['start'] = (root, line, env = {}) => running(ctl(root, line.split(' '), env));
  return {
    start,
    run: (root, line, env) => start(root, line, env).ended,
    serve: (root) => served(ctl(root, [], {})),
    remove,
  };
}

function served(child: ChildProcess): Served {
  const waiting: ((code: number) => void)[] = [];
  if (!child.stdout || !child.stdin) throw new Error('the process has no pipes');
  const { stdin } = child;
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(Number(line)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ctl: (line) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        stdin.write(`${line}\n`);
      }),
    stop: () => {
      stdin.end();
      return ended;
    },
  };
}

function running(child: ChildProcess): Running {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  const prints = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (err.includes(text)) resolve();
      };
      child.stderr?.on('data', check);
      check();
      void ended.then((how) => reject(new Error(`ended without printing ${text}: ${how.err}`)));
    });
  return { child, ended, prints };
}
