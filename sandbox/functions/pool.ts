// The environments of one version of a function: started on demand, one request each, ended when idle.
import { messageOf } from '../../environments/error-message';
import type { Effect } from '../faults/model';
import { startEnvironment } from './environment';
import type { Environment } from './environment';
import type { Gate } from './gate';
import { failure } from './model';
import type { FunctionVersion, Invocation, Outcome } from './model';
import type { OutputOptions } from './output';

export interface Pool {
  submit(invocation: Invocation): void;
  close(): Promise<void>;
}

/** How a pool keeps its environments. */
export interface PoolOptions {
  readonly output: OutputOptions;
  /** How long an idle environment is kept. */
  readonly idleMs: number;
  /** How many environments there may be. Invocations beyond them wait. */
  readonly mostEnvironments: number;
  /** How many of them may start at the same time. */
  readonly mostStarting: number;
  /** The places for starting environments, which all pools share. */
  readonly gate: Gate;
  /** How long a handler may take to load before it is loaded again within its first invocation, in milliseconds. */
  readonly initMs: number;
  /** What happens to an invocation in an environment that has served `served` invocations before. */
  readonly effect: (served: number) => Effect;
  /** Called when the last environment has exited. */
  readonly onEmpty: () => void;
}

export function createPool(fn: FunctionVersion, options: PoolOptions): Pool {
  const environments = new Set<Environment>();
  const idle: { environment: Environment; timer: NodeJS.Timeout }[] = [];
  /** Have answered, and take the next invocation in a moment. */
  const answered = new Set<Environment>();
  const pending: Invocation[] = [];
  let live = 0;
  let starting = 0;
  let closed = false;

  const leaveGate = (): void => {
    starting--;
    options.gate.leave();
  };

  const initFailed = (error: Outcome): void => {
    pending.shift()?.settle(error);
    leaveGate();
    grow();
  };

  const onGone = (): void => {
    live--;
    grow();
    if (live === 0 && pending.length === 0) options.onEmpty();
  };

  const launch = (withinInvocation = false): void => {
    live++;
    starting++;
    const loading = { limitMs: withinInvocation ? fn.timeout * 1000 : options.initMs, withinInvocation };
    const ended = (environment: Environment, initError: Outcome | undefined, slow: boolean): void => {
      if (slow && !withinInvocation && !closed) loadAgain();
      else onEnded(environment, initError);
    };
    const events = { idle: onIdle, answered: onAnswered, ended };
    startEnvironment(fn, options.output, events, options.effect, loading).then(
      (environment) => {
        environments.add(environment);
        void environment.gone.then(() => {
          environments.delete(environment);
          onGone();
        });
        if (closed) environment.kill();
      },
      (error: unknown) => {
        initFailed(failure('Sandbox.CannotStart', messageOf(error)));
        onGone();
      },
    );
  };

  /** Lambda loads a slow handler again within the first invocation ("Lambda execution environment lifecycle"). Its place is kept. */
  function loadAgain(): void {
    starting--;
    launch(true);
  }

  /** Another environment is needed, and the pool may have it. */
  const mayGrow = (): boolean =>
    !closed &&
    starting < Math.min(pending.length - answered.size, options.mostStarting) &&
    live < options.mostEnvironments;

  const grow = (): void => {
    while (mayGrow() && options.gate.enter(grow)) launch();
  };

  function onIdle(environment: Environment, first: boolean): void {
    answered.delete(environment);
    const next = pending[0];
    if (next && environment.run(next)) pending.shift();
    else keep(environment);
    if (first) leaveGate();
    grow();
  }

  function onAnswered(environment: Environment): void {
    answered.add(environment);
  }

  function keep(environment: Environment): void {
    const timer = setTimeout(() => {
      // Remove it from the list first: no request may be given to it before its process exits.
      forget(environment);
      environment.kill();
    }, options.idleMs);
    timer.unref();
    idle.push({ environment, timer });
  }

  function forget(environment: Environment): void {
    const index = idle.findIndex((entry) => entry.environment === environment);
    if (index >= 0) clearTimeout(idle.splice(index, 1)[0]?.timer);
  }

  function onEnded(environment: Environment, initError: Outcome | undefined): void {
    forget(environment);
    answered.delete(environment);
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
