// Runs functions: a pool for each version, a concurrency limit for each function, and a log of failures.
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Faults } from '../faults/registry';
import { appendLines } from './function-log';
import { createGate } from './gate';
import type { FunctionVersion, Outcome } from './model';
import type { OutputOptions } from './output';
import { createPool } from './pool';
import type { Pool } from './pool';

export interface Runner {
  /** Invokes a function with a JSON payload. Never rejects: every failure is an outcome. */
  invoke(fn: FunctionVersion, payload: Buffer, traceId?: string): Promise<Outcome>;
  /** Ends every environment; running requests fail. */
  close(): Promise<void>;
}

/**
 * Environments of one function that start at the same time. More would start no sooner, since each keeps a processor busy, and all
 * of them might exceed the time that an environment has to start. All functions together start twice as many, so that one
 * whose environments take long to start does not keep the others waiting.
 */
const MOST_STARTING = availableParallelism();

/** Settings of a runner: where the functions' output goes, and how much may run at a time. */
export interface RunnerOptions extends OutputOptions {
  /** Invocations of one function at a time; more are throttled. */
  readonly concurrency: number;
  /** Environments of one version at a time; invocations beyond them wait. */
  readonly mostEnvironments: number;
  readonly idleMs: number;
  readonly initMs: number;
  readonly faults: Faults;
  /** Called with the runtime of each version that runs. */
  readonly checkRuntime: (runtime: string) => Promise<void>;
  readonly log: (line: string) => void;
}

export function createRunner(options: RunnerOptions): Runner {
  const pools = new Map<string, Pool>();
  const keys = new WeakMap<FunctionVersion, string>();
  const inFlight = new Map<string, number>();
  const gate = createGate(2 * MOST_STARTING);
  let closed = false;

  const keyOf = (fn: FunctionVersion): string => {
    const key = keys.get(fn) ?? JSON.stringify({ ...fn, arn: '', reservedConcurrency: 0 });
    keys.set(fn, key);
    return key;
  };

  const poolOf = (fn: FunctionVersion): Pool => {
    const key = keyOf(fn);
    const found = pools.get(key);
    if (found) return found;
    void options.checkRuntime(fn.runtime);
    const pool = createPool(fn, {
      output: options,
      idleMs: options.idleMs,
      mostEnvironments: options.mostEnvironments,
      mostStarting: MOST_STARTING,
      gate,
      initMs: options.initMs,
      effect: (served) => options.faults.effect(fn.name, served),
      onEmpty: () => void pools.delete(key),
    });
    pools.set(key, pool);
    return pool;
  };

  const change = (name: string, by: number): void => void inFlight.set(name, (inFlight.get(name) ?? 0) + by);

  return {
    async invoke(fn, payload, traceId) {
      const limit = Math.min(fn.reservedConcurrency ?? options.concurrency, options.concurrency);
      if (closed || (inFlight.get(fn.name) ?? 0) >= limit) {
        options.log(`function ${fn.name}: throttled, ${limit} invocations are running`);
        return { kind: 'throttled' };
      }
      change(fn.name, 1);
      const requestId = randomUUID();
      const outcome = await new Promise<Outcome>((settle) =>
        poolOf(fn).submit({ requestId, payload, arn: fn.arn, traceId, settle }),
      );
      change(fn.name, -1);
      if (outcome.kind === 'error' && !closed) report(fn, requestId, outcome.payload.toString('utf8'), options);
      return outcome;
    },
    async close() {
      closed = true;
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function report(fn: FunctionVersion, requestId: string, error: string, options: RunnerOptions): void {
  const text = `function ${fn.name} version ${fn.version}: ${error.slice(0, 500)}`;
  options.log(text);
  appendLines(options.logDir, fn.name, [{ at: options.now().toISOString(), version: fn.version, requestId, text }]);
}
