// Runs Terraform as a child process: collects what it prints, hands on its lines, and passes on one Ctrl-C.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { noteChild } from '../workspace/child-processes';
import type { Context } from '../core/context';
import { terraformEnv } from './process-env';

/** A command to run in a folder. */
export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly dir: string;
  readonly context: Context;
  /** Gets each line of stdout as it comes. */
  readonly onLine?: (line: string) => void;
}

/** How a command ended. `code` is null when a signal ended it; `interrupted` when Ctrl-C was passed on to it. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly interrupted: boolean;
}

/** Runs a command to its end. Rejects when it cannot be started. */
export async function run(options: Run): Promise<Finished> {
  const env = terraformEnv(options.context.env);
  if (env.TF_PLUGIN_CACHE_DIR !== undefined) await mkdir(env.TF_PLUGIN_CACHE_DIR, { recursive: true });
  const child = spawn(options.command, options.args, {
    cwd: options.dir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a Ctrl-C in the terminal must not reach it beside ours, since Terraform takes a second one as "abort".
    detached: true,
  });
  const forget = noteChild(options.context.root, child.pid, options.command, options.dir);
  const passing = passInterrupt(child, options.context.signal);
  const stdout = collect(child.stdout, options.onLine);
  const stderr = collect(child.stderr);
  try {
    const code = await exitOf(child);
    return { code, stdout: await stdout, stderr: await stderr, interrupted: passing.passed() };
  } finally {
    passing.stop();
    forget();
  }
}

/** Sends SIGINT to the child once, at the first Ctrl-C; Terraform then finishes what is under way and saves its state. */
function passInterrupt(child: ChildProcess, signal: AbortSignal): { passed: () => boolean; stop: () => void } {
  let passed = false;
  const pass = (): void => {
    passed = child.kill('SIGINT');
  };
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return { passed: () => passed, stop: () => signal.removeEventListener('abort', pass) };
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });

async function collect(stream: Readable, onLine?: (line: string) => void): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    lines.push(line);
    onLine?.(line);
  }
  return lines.join('\n');
}
