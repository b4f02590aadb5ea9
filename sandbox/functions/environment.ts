// One execution environment: a process that runs one invocation at a time, and what happens when it fails.
import type { ChildProcess } from 'node:child_process';
import type { Effect } from '../faults/model';
import { spoilt } from '../faults/outcome';
import { failure } from './model';
import type { FunctionVersion, Invocation, Outcome } from './model';
import { startProcess } from './process';
import { serveRuntimeApi } from './runtime-api';
import { createWork } from './work';

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

/**
 * Starts an environment. Rejects only when the system lets it start no process at all. `effect` tells what happens to an
 * invocation, by how many it has had before.
 */
export async function startEnvironment(
  fn: FunctionVersion,
  logDir: string,
  events: EnvironmentEvents,
  effect: (served: number) => Effect,
): Promise<Environment> {
  const work = createWork();
  let served = 0;
  let ready = false;
  let ended = false;
  let markGone = (): void => undefined;
  const gone = new Promise<void>((resolve) => (markGone = resolve));

  const api = await serveRuntimeApi({
    next(answer) {
      const first = !ready;
      ready = true;
      work.park(answer);
      events.idle(environment, first);
    },
    done: (requestId, outcome) => work.finish(requestId, outcome),
    initFailed: (error) => work.condemn(error),
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
    events.ended(environment, ready ? undefined : outcome);
    void api.close().then(markGone);
  };
  const expire = (error: Outcome): void => {
    work.condemn(error);
    child.kill('SIGKILL');
  };
  const environment: Environment = {
    gone,
    kill: () => void child.kill('SIGKILL'),
    run: (invocation) => {
      if (ended) return false;
      const hit = effect(served);
      const begun = performance.now();
      const settle = (outcome: Outcome): void =>
        invocation.settle(lasting(spoilt(outcome, hit), performance.now() - begun));
      const late = (): void => expire(timedOut(fn, invocation));
      const taken = work.start(fn, { ...invocation, settle }, late, delayOf(hit));
      if (taken) served++;
      if (taken && hit.kind === 'die') child.kill('SIGKILL');
      return taken;
    },
  };
  work.limit(INIT_LIMIT_MS, () => expire(initTimedOut()));
  child.once('error', (error: NodeJS.ErrnoException) => end(cannotStart(fn, error)));
  child.once('exit', (code, signal) => end(crashed(code, signal)));
  // The pipe breaks when the child dies, which its exit already reports.
  child.stdio[3]?.on('error', () => undefined);
  return environment;
}

const lasting = (outcome: Outcome, milliseconds: number): Outcome =>
  outcome.kind === 'throttled' ? outcome : { ...outcome, milliseconds };

/** How long after its start an invocation reaches the process, in milliseconds; Infinity when it never does. */
function delayOf(hit: Effect): number {
  if (hit.kind === 'hang' || hit.kind === 'die') return Infinity;
  return hit.kind === 'delay' ? hit.milliseconds : 0;
}

const timedOut = (fn: FunctionVersion, invocation: Invocation): Outcome =>
  failure(
    'Sandbox.Timedout',
    `RequestId: ${invocation.requestId} Error: Task timed out after ${fn.timeout}.00 seconds`,
  );

const initTimedOut = (): Outcome =>
  failure('Sandbox.InitTimedout', `The handler took longer than ${INIT_LIMIT_MS / 1000} s to load.`);

const crashed = (code: number | null, signal: NodeJS.Signals | null): Outcome =>
  failure('Runtime.ExitError', `Runtime exited with ${signal === null ? `exit status ${code}` : `signal ${signal}`}`);

const cannotStart = (fn: FunctionVersion, error: NodeJS.ErrnoException): Outcome =>
  error.code === 'ENOENT' && fn.runtime.startsWith('python')
    ? failure('Sandbox.NoPython', `python3 is not on PATH; install Python 3 to run ${fn.runtime} functions`)
    : failure('Sandbox.CannotStart', error.message);
