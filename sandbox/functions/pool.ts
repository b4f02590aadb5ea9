// The environments of one version of a function: started on demand, one request each, ended when idle.
import { availableParallelism } from 'node:os';
import { messageOf } from '../../environments/error-message';
import type { Effect } from '../faults/model';
import { startEnvironment } from './environment';
import type { Environment } from './environment';
import { failure } from './model';
import type { FunctionVersion, Invocation, Outcome } from './model';

export interface Pool {
  submit(invocation: Invocation): void;
  close(): Promise<void>;
}

/** How a pool keeps its environments. */
export interface PoolOptions {
  readonly logDir: string;
  /** How long an idle environment is kept. */
  readonly idleMs: number;
  /** How long a handler may take to load before it is loaded again within its first invocation, in milliseconds. */
  readonly initMs: number;
  /** What happens to an invocation in an environment that has served `served` invocations before. */
  readonly effect: (served: number) => Effect;
  /** Called when the last environment has exited. */
  readonly onEmpty: () => void;
}

/**
 * Environments of one function that start at the same time. More would start no sooner, since each keeps a processor busy, and all
 * of them might exceed the time that an environment has to start.
 */
const MOST_STARTING = availableParallelism();

export function createPool(fn: FunctionVersion, { logDir, idleMs, initMs, effect, onEmpty }: PoolOptions): Pool {
  const environments = new Set<Environment>();
  const idle: { environment: Environment; timer: NodeJS.Timeout }[] = [];
  const pending: Invocation[] = [];
  let starting = 0;
  let closed = false;

  const initFailed = (error: Outcome): void => {
    starting--;
    pending.shift()?.settle(error);
    grow();
  };

  const launch = (withinInvocation = false): void => {
    starting++;
    const loading = { limitMs: withinInvocation ? fn.timeout * 1000 : initMs, withinInvocation };
    const ended = (environment: Environment, initError: Outcome | undefined, slow: boolean): void => {
      if (slow && !withinInvocation && !closed) loadAgain(environment);
      else onEnded(environment, initError);
    };
    startEnvironment(fn, logDir, { idle: onIdle, ended }, effect, loading).then(
      (environment) => {
        environments.add(environment);
        void environment.gone.then(() => {
          environments.delete(environment);
          if (environments.size === 0 && starting === 0 && pending.length === 0) onEmpty();
        });
        if (closed) environment.kill();
      },
      (error: unknown) => initFailed(failure('Sandbox.CannotStart', messageOf(error))),
    );
  };

  /** Lambda loads a slow handler again within the first invocation ("Lambda execution environment lifecycle"). */
  function loadAgain(environment: Environment): void {
    forget(environment);
    starting--;
    launch(true);
  }

  const grow = (): void => {
    if (!closed && starting < Math.min(pending.length, MOST_STARTING)) launch();
  };

  function onIdle(environment: Environment, first: boolean): void {
    if (first) starting--;
    const next = pending[0];
    if (next && environment.run(next)) {
      pending.shift();
      grow();
      return;
    }
    const timer = setTimeout(() => {
      // Remove it from the list first: no request may be given to it before its process exits.
      forget(environment);
      environment.kill();
    }, idleMs);
    timer.unref();
    idle.push({ environment, timer });
  }

  function forget(environment: Environment): void {
    const index = idle.findIndex((entry) => entry.environment === environment);
    if (index >= 0) clearTimeout(idle.splice(index, 1)[0]?.timer);
  }

  function onEnded(environment: Environment, initError: Outcome | undefined): void {
    forget(environment);
    if (initError) initFailed(initError);
    else grow();
  }

  return {
    submit(invocation) {
      for (let entry = idle.pop(); entry; entry = idle.pop()) {
        clearTimeout(entry.timer);
        if (entry.environment.run(invocation)) return;
      }
      pending.push(invocation);
      grow();
    },
    async close() {
      closed = true;
      for (const invocation of pending.splice(0))
        invocation.settle(failure('Sandbox.Closed', 'The sandbox is closing.'));
      for (const environment of environments) environment.kill();
      await Promise.all([...environments].map((environment) => environment.gone));
    },
  };
}
