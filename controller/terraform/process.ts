// Runs Terraform as a child process: collects its output, passes on its lines, and forwards one Ctrl-C.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Context } from '../core/context';
import { onlyForUser } from '../core/only-for-user';
import { noteChild } from '../workspace/child-processes';
import { startError } from './install';

/** A command to run in a folder. */
export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly dir: string;
  readonly context: Context;
  /** Whether others may not read the files that it writes, since they hold secrets. */
  readonly onlyForUser?: boolean;
  /** Called with each line of stdout as it arrives. */
  readonly onLine?: (line: string) => void;
}

/** How a command ended. `code` is null when a signal ended it; `interrupted` is set when Ctrl-C was forwarded to it. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly interrupted: boolean;
}

/**
 * Runs a command to its end.
 * @throws {UserError} TERRAFORM_UNUSABLE when it cannot be started.
 */
export async function run(options: Run): Promise<Finished> {
  const env = buildProcessEnv(options.context.env);
  if (env.TF_PLUGIN_CACHE_DIR !== undefined) await mkdir(env.TF_PLUGIN_CACHE_DIR, { recursive: true });
  const start = () =>
    spawn(options.command, options.args, {
      cwd: options.dir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a Ctrl-C in the terminal does not reach it twice: Terraform aborts at the second one.
      detached: true,
    });
  const child = options.onlyForUser ? onlyForUser(start) : start();
  const forget = noteChild(options.context.root, child.pid, options.command, options.dir);
  const forwarding = forwardInterrupt(child, options.context.signal);
  const stdout = collect(child.stdout, options.onLine);
  const stderr = collect(child.stderr);
  try {
    const code = await waitForExit(child).catch((error: unknown) => {
      throw startError(options.command, error);
    });
    return { code, stdout: await stdout, stderr: await stderr, interrupted: forwarding.passed() };
  } finally {
    forwarding.stop();
    forget();
  }
}

/** Sends SIGINT to the child at the first Ctrl-C; Terraform then finishes the current step and saves its state. */
function forwardInterrupt(child: ChildProcess, signal: AbortSignal): { passed: () => boolean; stop: () => void } {
  let passed = false;
  const pass = (): void => {
    passed = child.kill('SIGINT');
  };
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return { passed: () => passed, stop: () => signal.removeEventListener('abort', pass) };
}

const waitForExit = (child: ChildProcess): Promise<number | null> =>
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

/** The user's variables, plus those that make Terraform non-interactive and offline about updates, and a plugin cache. */
export function buildProcessEnv(env: Context['env']): Record<string, string | undefined> {
  return { ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1', ...pluginCache(env) };
}

/**
 * A cache that keeps providers between stacks, unless the user has set up one. The second variable lets a new lock file take
 * checksums from the cache; without it each stack would download the provider again. It is safe here, since lock files are in
 * cdktf.out and every provider is pinned.
 */
function pluginCache(env: Context['env']): Record<string, string> {
  if (env.TF_PLUGIN_CACHE_DIR !== undefined || env.TF_CLI_CONFIG_FILE !== undefined) return {};
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return {
    TF_PLUGIN_CACHE_DIR: join(cache, 'teal', 'terraform-plugins'),
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1',
  };
}
