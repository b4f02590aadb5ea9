// One execution environment: a process that runs one invocation at a time, and what happens when it fails.
import type { ServerResponse } from 'node:http';
import { failure } from './model';
import type { FunctionVersion, Invocation, Outcome } from './model';
import { startProcess } from './process';
import { serveRuntimeApi } from './runtime-api';

/** Longest time a handler may take to load, in milliseconds ("Lambda execution environment lifecycle"). */
const INIT_LIMIT_MS = 10_000;

/** An environment, seen by the pool that started it. */
export interface Environment {
  /** Hands it an invocation. False when its process is gone, and the invocation is still the caller's. */
  run(invocation: Invocation): boolean;
  /** Ends its process. */
  kill(): void;
  /** Settled when its process is gone and its port is free. */
  readonly gone: Promise<void>;
}

/** What an environment tells its pool. */
export interface EnvironmentEvents {
  /** It is ready for an invocation; `first` once, after its start. */
  idle(environment: Environment, first: boolean): void;
  /** It will never be idle again. `initError` when it never was. */
  ended(environment: Environment, initError: Outcome | undefined): void;
}

/** Starts an environment. Rejects only when the system lets it start no process at all. */
export async function startEnvironment(
  fn: FunctionVersion,
  logDir: string,
  events: EnvironmentEvents,
): Promise<Environment> {
  let parked: ServerResponse | undefined;
  let current: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ready = false;
  let ended = false;
  let verdict: Outcome | undefined;

  const finish = (outcome: Outcome): void => {
    clearTimeout(timer);
    const invocation = current;
    current = undefined;
    invocation?.settle(outcome);
  };

  const api = await serveRuntimeApi({
    next(answer) {
      clearTimeout(timer);
      parked = answer;
      const first = !ready;
      ready = true;
      events.idle(environment, first);
    },
    done(requestId, outcome) {
      if (current?.requestId !== requestId) return false;
      finish(outcome);
      return true;
    },
    initFailed(error) {
      verdict = error;
    },
  });

  const child = spawnOrClose();
  function spawnOrClose() {
    try {
      return startProcess(fn, `127.0.0.1:${api.port}`, logDir);
    } catch (error) {
      void api.close();
      throw error;
    }
  }

  let markGone = (): void => undefined;
  const gone = new Promise<void>((resolve) => (markGone = resolve));

  const end = (reason: Outcome): void => {
    if (ended) return;
    ended = true;
    const outcome = verdict ?? reason;
    finish(outcome);
    events.ended(environment, ready ? undefined : outcome);
    void api.close().then(markGone);
  };

  const environment: Environment = {
    gone,
    kill: () => void child.kill('SIGKILL'),
    run(invocation) {
      const answer = parked;
      if (ended || !answer || answer.destroyed) return false;
      parked = undefined;
      current = invocation;
      timer = setTimeout(() => {
        verdict = timedOut(fn, invocation);
        finish(verdict);
        child.kill('SIGKILL');
      }, fn.timeout * 1000);
      deliver(answer, fn, invocation);
      return true;
    },
  };

  timer = setTimeout(() => {
    verdict = failure('Sandbox.InitTimedout', `The handler took longer than ${INIT_LIMIT_MS / 1000} s to load.`);
    child.kill('SIGKILL');
  }, INIT_LIMIT_MS);
  child.once('error', (error: NodeJS.ErrnoException) => end(cannotStart(fn, error)));
  child.once('exit', (code, signal) => end(crashed(code, signal)));
  // The pipe breaks when the child dies, which its exit already reports.
  child.stdio[3]?.on('error', () => undefined);
  return environment;
}

function deliver(answer: ServerResponse, fn: FunctionVersion, invocation: Invocation): void {
  answer.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': invocation.requestId,
    'lambda-runtime-deadline-ms': String(Date.now() + fn.timeout * 1000),
    'lambda-runtime-invoked-function-arn': invocation.arn,
    ...(invocation.traceId === undefined ? {} : { 'lambda-runtime-trace-id': invocation.traceId }),
  });
  answer.end(invocation.payload);
}

const timedOut = (fn: FunctionVersion, invocation: Invocation): Outcome =>
  failure(
    'Sandbox.Timedout',
    `RequestId: ${invocation.requestId} Error: Task timed out after ${fn.timeout}.00 seconds`,
  );

const crashed = (code: number | null, signal: NodeJS.Signals | null): Outcome =>
  failure('Runtime.ExitError', `Runtime exited with ${signal === null ? `exit status ${code}` : `signal ${signal}`}`);

const cannotStart = (fn: FunctionVersion, error: NodeJS.ErrnoException): Outcome =>
  error.code === 'ENOENT' && fn.runtime.startsWith('python')
    ? failure('Sandbox.NoPython', `python3 is not on PATH; install Python 3 to run ${fn.runtime} functions`)
    : failure('Sandbox.CannotStart', error.message);
