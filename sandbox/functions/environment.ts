// One execution environment: a process that runs one invocation at a time.
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Effect } from '../faults/model';
import { applyEffect } from '../faults/outcome';
import { openChannel } from './channel';
import { exitError } from './exit-error';
import { failure } from './model';
import type { FunctionVersion, Invocation, Outcome } from './model';
import { createOutput } from './output';
import type { OutputOptions } from './output';
import { startProcess, usesChannel } from './process';
import { serveRuntimeApi } from './runtime-api';
import type { RuntimeCalls } from './runtime-calls';
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
  /** Its process has answered, and is not ready for the next invocation yet; idle() or ended() follows. */
  answered(environment: Environment): void;
  /** It has ended. `initError` is set when it was never idle, and `slow` when its handler took too long to load. */
  ended(environment: Environment, initError: Outcome | undefined, slow: boolean): void;
}

/**
 * Starts an environment. Rejects only when the system cannot start the process. `effect` is the effect of a fault on an
 * invocation, by the number of invocations before it.
 */
export async function startEnvironment(
  fn: FunctionVersion,
  outputs: OutputOptions,
  events: EnvironmentEvents,
  effect: (served: number) => Effect,
  loading: Loading,
): Promise<Environment> {
  const started = performance.now();
  /** What loading took of the time of the first invocation, in milliseconds. */
  let spentMs = 0;
  const work = createWork();
  const output = createOutput(fn, outputs);
  let served = 0;
  let requestId: string | undefined;
  let ready = false;
  /** Its process is being ended, and gets nothing more. */
  let expired = false;
  let ended = false;
  let slow = false;
  let markGone = (): void => undefined;
  const gone = new Promise<void>((resolve) => (markGone = resolve));

  const calls: RuntimeCalls = {
    next(waiting) {
      if (expired || ended) return;
      if (!work.becomeIdle(waiting)) return expire(protocolError('it asked for an invocation before it answered one'));
      const first = !ready;
      ready = true;
      if (first && loading.withinInvocation) spentMs = performance.now() - started;
      events.idle(environment, first);
      // Without an invocation that waited for it, the time was nobody's.
      spentMs = 0;
    },
    done(requestId, outcome) {
      const known = work.finish(requestId, outcome);
      if (known) events.answered(environment);
      return known;
    },
    initFailed: (error) => work.abandon(error),
    broken: (reason) => expire(protocolError(reason)),
  };
  const transport = usesChannel(fn) ? openChannel(calls) : await serveRuntimeApi(calls);
  let child: ChildProcess;
  try {
    child = startProcess(fn, transport);
  } catch (error) {
    await transport.close();
    throw error;
  }

  const end = (reason: Outcome): void => {
    if (ended) return;
    ended = true;
    const outcome = work.end(reason);
    events.ended(environment, ready ? undefined : outcome, slow);
    void transport.close().then(markGone);
  };
  const expire = (error: Outcome): void => {
    expired = true;
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
        output.begin(requestId);
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
  output.attach(child);
  transport.attach(child);
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

const protocolError = (what: string): Outcome =>
  failure('Sandbox.BrokenChannel', `The process broke its connection with the sandbox: ${what}.`);

function startError(fn: FunctionVersion, error: NodeJS.ErrnoException): Outcome {
  if (error.code === 'ENOENT' && !existsSync(fn.codeDir))
    return failure('Sandbox.NoCode', `its code in ${fn.codeDir} was removed; restart the sandbox to unpack it again`);
  return error.code === 'ENOENT' && fn.runtime.startsWith('python')
    ? failure('Sandbox.NoPython', `python3 is not on PATH; install Python 3 to run ${fn.runtime} functions`)
    : failure('Sandbox.CannotStart', error.message);
}
