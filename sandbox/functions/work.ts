// The work of an environment: it waits for an invocation, or runs one with a time limit.
import type { FunctionVersion, Invocation, Outcome } from './model';
import type { Waiting } from './runtime-calls';

/** The work of one environment: at most one invocation, at most one time limit. */
export interface Work {
  /** The process waits for the next invocation. False when it has not answered the current one. */
  becomeIdle(waiting: Waiting): boolean;
  /**
   * Sends an invocation to the process after `delayMs`, or never for Infinity. Its time limit starts now, and ends when the process
   * waits again. False when the process does not wait, or has exited.
   */
  start(fn: FunctionVersion, invocation: Invocation, onTimeout: () => void, delayMs?: number): boolean;
  /** Ends the current invocation; false when it is a different one. */
  finish(requestId: string, outcome: Outcome): boolean;
  /** The process must not be used again: fails the current invocation with this error, which end() then returns. */
  abandon(error: Outcome): void;
  /** The process has exited. Returns why: the error given to abandon(), or else `reason`. */
  end(reason: Outcome): Outcome;
  /** Calls back unless the process waits for an invocation within this time. */
  limit(milliseconds: number, onTimeout: () => void): void;
}

export function createWork(): Work {
  let waiting: Waiting | undefined;
  let current: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;
  let abandonedWith: Outcome | undefined;

  const limit = (milliseconds: number, onTimeout: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(onTimeout, milliseconds);
  };
  const settle = (outcome: Outcome): void => {
    const invocation = current;
    current = undefined;
    invocation?.settle(outcome);
  };

  return {
    limit,
    becomeIdle(process) {
      if (current) return false;
      clearTimeout(timer);
      waiting = process;
      return true;
    },
    start(fn, invocation, onTimeout, delayMs = 0) {
      const process = waiting;
      if (!process?.isOpen()) return false;
      waiting = undefined;
      current = invocation;
      limit(fn.timeout * 1000, onTimeout);
      const deadline = Date.now() + Math.round(fn.timeout * 1000);
      const send = (): void => {
        if (current === invocation && process.isOpen()) process.send(invocation, deadline);
      };
      if (delayMs === 0) send();
      else if (delayMs < fn.timeout * 1000) setTimeout(send, delayMs);
      return true;
    },
    finish(requestId, outcome) {
      if (current?.requestId !== requestId) return false;
      settle(outcome);
      return true;
    },
    abandon(error) {
      abandonedWith ??= error;
      settle(error);
    },
    end(reason) {
      clearTimeout(timer);
      const outcome = abandonedWith ?? reason;
      settle(outcome);
      return outcome;
    },
  };
}
