// One execution environment: a process that runs one invocation at a time.
import type { ChildProcess } from 'node:child_process';
import type { Effect } from '../faults/model';
import { applyEffect } from '../faults/outcome';
import { exitError } from './exit-error';
import { failure } from './model';
import type { FunctionVersion, Invocation, Outcome } from './model';
import { startProcess } from './process';
import { serveRuntimeApi } from './runtime-api';
import { createWork } from './work';

/** How long a handler may take to load. */
export interface Loading {
  /** In milliseconds. */
  readonly limitMs: number;
  /** Whether it is loaded within an invocation, as part of its time. */
  readonly withinInvocation: boolean;
}

/** An environment, for the pool that started it. */
export interface Environment {
  /** Runs an invocation. False when its process has exited; the caller must then run the invocation elsewhere. */
  run(invocation: Invocation): boolean;
  /** Ends its process. */
  kill(): void;
  /** Settled when its process has exited and its port is free. */
  readonly gone: Promise<void>;
}

/** Events that an environment reports to its pool. */
export interface EnvironmentEvents {
  /** It is ready for an invocation; `first` is true once, after its start. */
  idle(environment: Environment, first: boolean): void;
  /** It has ended. `initError` is set when it was never idle, and `slow` when its handler took too long to load. */
  ended(environment: Environment, initError: Outcome | undefined, slow: boolean): void;
}

/**
 * Starts an environment. Rejects only when the system cannot start the process. `effect` is the effect of a fault on an
 * invocation, by the number of invocations before it.
 */
export async function startEnvironment(
  fn: FunctionVersion,
  logDir: string,
  events: EnvironmentEvents,
  effect: (served: number) => Effect,
  loading: Loading,
): Promise<Environment> {
  const started = performance.now();
  /** What loading took of the time of the first invocation, in milliseconds. */
  let spentMs = 0;
  const work = createWork();
  let served = 0;
  let requestId: string | undefined;
  let ready = false;
  let ended = false;
  let slow = false;
  let markGone = (): void => undefined;
  const gone = new Promise<void>((resolve) => (markGone = resolve));

  const api = await serveRuntimeApi({
    next(answer) {
      const first = !ready;
      ready = true;
      if (first && loading.withinInvocation) spentMs = performance.now() - started;
      work.becomeIdle(answer);
      events.idle(environment, first);
      // Without an invocation that waited for it, the time was nobody's.
      spentMs = 0;
    },
    done: (requestId, outcome) => work.finish(requestId, outcome),
    initFailed: (error) => work.abandon(error),
  });
  let child: ChildProcess;
  try {
    child = startProcess(fn, `127.0.0.1:${api.port}`, logDir);
  } catch (error) {
    await api.close();
    throw error;
  }

  const end = (reason: Outcome): void => {
    if (ended) return;
    ended = true;
    const outcome = work.end(reason);
    events.ended(environment, ready ? undefined : outcome, slow);
    void api.close().then(markGone);
  };
  const expire = (error: Outcome): void => {
    work.abandon(error);
    child.kill('SIGKILL');
  };
  const environment: Environment = {
    gone,
    kill: () => void child.kill('SIGKILL'),
    run: (invocation) => {
      if (ended) return false;
      const applied = effect(served);
      const start = performance.now() - spentMs;
      const left = { ...fn, timeout: Math.max(0, fn.timeout - spentMs / 1000) };
      const settle = (outcome: Outcome): void =>
        invocation.settle(withDuration(applyEffect(outcome, applied), performance.now() - start));
      const onTimeout = (): void => expire(timeoutError(fn, invocation.requestId));
      const accepted = work.start(left, { ...invocation, settle }, onTimeout, delayMs(applied));
      if (accepted) {
        served++;
        requestId = invocation.requestId;
      }
      if (accepted && applied.kind === 'die') child.kill('SIGKILL');
      return accepted;
    },
  };
  work.limit(loading.limitMs, () => {
    slow = true;
    expire(timeoutError(fn));
  });
  child.once('error', (error: NodeJS.ErrnoException) => end(startError(fn, error)));
  child.once('exit', (code, signal) => end(exitError(requestId, code, signal)));
  // The pipe breaks when the child dies, and its exit event already reports that.
  child.stdio[3]?.on('error', () => undefined);
  return environment;
}

const withDuration = (outcome: Outcome, milliseconds: number): Outcome =>
  outcome.kind === 'throttled' ? outcome : { ...outcome, milliseconds };

/** How long after its start an invocation reaches the process, in milliseconds; Infinity when it never does. */
function delayMs(effect: Effect): number {
  if (effect.kind === 'hang' || effect.kind === 'die') return Infinity;
  return effect.kind === 'delay' ? effect.milliseconds : 0;
}

const timeoutError = (fn: FunctionVersion, requestId?: string): Outcome =>
  failure(
    'Sandbox.Timedout',
    `${requestId === undefined ? '' : `RequestId: ${requestId} `}Error: Task timed out after ${fn.timeout}.00 seconds`,
  );

const startError = (fn: FunctionVersion, error: NodeJS.ErrnoException): Outcome =>
  error.code === 'ENOENT' && fn.runtime.startsWith('python')
    ? failure('Sandbox.NoPython', `python3 is not on PATH; install Python 3 to run ${fn.runtime} functions`)
    : failure('Sandbox.CannotStart', error.message);
