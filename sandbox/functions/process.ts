// The child process of an execution environment: its program and its variables.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import type { FunctionVersion } from './model';
import type { Transport } from './runtime-calls';

/** Variables of the host that a function gets; the others may contain the user's secrets. */
const HOST_VARIABLES = ['PATH', 'LANG', 'SystemRoot'];

/** The home of the user that Lambda runs functions as. It does not exist. */
const HOME = '/home/sbx_user1051';

interface Program {
  readonly command: string;
  readonly options: readonly string[];
  readonly bootstrap: string;
  /** Whether its bootstrap uses a channel of its own; the others use the Runtime API. */
  readonly channel: boolean;
}

/** The program that runs a runtime's functions; undefined for a runtime that the sandbox does not support. */
function findProgram({ runtime, memorySize }: FunctionVersion): Program | undefined {
  if (runtime.startsWith('nodejs'))
    return { command: process.execPath, options: heapOptions(memorySize), bootstrap: 'bootstrap.mjs', channel: true };
  // Without site, what is installed on this machine cannot be imported: Lambda does not have it either.
  if (runtime.startsWith('python'))
    return { command: 'python3', options: ['-S'], bootstrap: 'bootstrap.py', channel: false };
  return undefined;
}

/** Whether the process of a function uses a channel of its own instead of the Runtime API. */
export const usesChannel = (fn: FunctionVersion): boolean => findProgram(fn)?.channel === true;

/** V8 collects garbage in time for the memory that a function has: a tenth of it is for new objects. Megabytes. */
function heapOptions(memorySize: number): string[] {
  const young = Math.floor(memorySize / 10);
  return [`--max-semi-space-size=${Math.max(1, Math.floor(young / 2))}`, `--max-old-space-size=${memorySize - young}`];
}

/** A bootstrap's file: next to this source, or in the package's sandbox/ when this runs from the bundle. */
function findRuntimeFile(name: string): string {
  for (let dir = __dirname; ; dir = dirname(dir)) {
    const file = join(dir, 'sandbox', 'runtime', name);
    if (existsSync(file)) return file;
    if (dir === dirname(dir)) throw new Error(`sandbox/runtime/${name} is not part of this installation`);
  }
}

/** The file descriptor that is open in the process for as long as this process lives. */
const LIFELINE_FD = 3;

/** A pipe of a process; undefined when the system could not start it, which its error event reports. */
export function findPipe(child: ChildProcess, fd: number): Duplex | undefined {
  const all: readonly unknown[] | undefined = child.stdio;
  const pipe = all?.[fd];
  return pipe instanceof Duplex ? pipe : undefined;
}

/** Starts the process. Its fd 3 closes when this process dies for any reason, and the child then exits. */
export function startProcess(fn: FunctionVersion, transport: Transport): ChildProcess {
  const chosen = findProgram(fn);
  if (!chosen)
    throw new Error(`the sandbox does not support the runtime ${fn.runtime}; use a nodejs or python runtime`);
  const args = [...chosen.options, findRuntimeFile(chosen.bootstrap), fn.environment.HOME ?? HOME];
  // Programs that start Python, such as pyenv, need the user's home; the bootstrap sets the function's.
  const home = process.env.HOME === undefined ? {} : { HOME: process.env.HOME };
  const child = spawn(chosen.command, args, {
    cwd: fn.codeDir,
    env: { ...buildVariables(fn), ...transport.variables, ...home },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', transport.channel],
  });
  // The pipe breaks when the child dies, and its exit event already reports that.
  findPipe(child, LIFELINE_FD)?.on('error', () => undefined);
  return child;
}

function buildVariables(fn: FunctionVersion): Record<string, string> {
  const host = HOST_VARIABLES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(host),
    TZ: ':UTC',
    ...fn.environment,
    _HANDLER: fn.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `sandbox/[${fn.version}]`,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    LAMBDA_TASK_ROOT: fn.codeDir,
    LAMBDA_RUNTIME_DIR: dirname(findRuntimeFile('bootstrap.mjs')),
  };
}
