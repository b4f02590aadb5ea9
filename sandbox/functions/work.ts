// What an environment is doing: waiting for an invocation, or running one against the clock.
import type { ServerResponse } from 'node:http';
import type { FunctionVersion, Invocation, Outcome } from './model';

/** The work of one environment: at most one invocation, at most one time limit. */
export interface Work {
  /** The process waits; `answer` is what the next invocation is written to. */
  park(answer: ServerResponse): void;
  /**
   * Hands over an invocation, `delayMs` after its time began; Infinity never does. False when the process does not wait, or
   * is gone.
   */
  start(fn: FunctionVersion, invocation: Invocation, onTimeout: () => void, delayMs?: number): boolean;
  /** Ends the current invocation; false when that is another one. */
  finish(requestId: string, outcome: Outcome): boolean;
  /** The process is not to be used again: fails the current invocation, and whatever comes with its end, with this. */
  condemn(error: Outcome): void;
  /** The process is gone. Returns why: the verdict on it, or else `reason`. */
  end(reason: Outcome): Outcome;
  /** Calls back unless the process waits for an invocation within this time. */
  limit(milliseconds: number, onTimeout: () => void): void;
}

export function createWork(): Work {
  let parked: ServerResponse | undefined;
  let current: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;
  let verdict: Outcome | undefined;

  const limit = (milliseconds: number, onTimeout: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(onTimeout, milliseconds);
  };
  const settle = (outcome: Outcome): void => {
    clearTimeout(timer);
    const invocation = current;
    current = undefined;
    invocation?.settle(outcome);
  };

  return {
    limit,
    park(answer) {
      clearTimeout(timer);
      parked = answer;
    },
    start(fn, invocation, onTimeout, delayMs = 0) {
      const answer = parked;
      if (!answer || answer.destroyed) return false;
      parked = undefined;
      current = invocation;
      limit(fn.timeout * 1000, onTimeout);
      const deadline = Date.now() + fn.timeout * 1000;
      const hand = (): void => {
        if (current === invocation && !answer.destroyed) deliver(answer, deadline, invocation);
      };
      if (delayMs === 0) hand();
      else if (delayMs < fn.timeout * 1000) setTimeout(hand, delayMs);
      return true;
    },
    finish(requestId, outcome) {
      if (current?.requestId !== requestId) return false;
      settle(outcome);
      return true;
    },
    condemn(error) {
      verdict = error;
      settle(error);
    },
    end(reason) {
      const outcome = verdict ?? reason;
      settle(outcome);
      return outcome;
    },
  };
}

function deliver(answer: ServerResponse, deadline: number, invocation: Invocation): void {
  answer.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': invocation.requestId,
    'lambda-runtime-deadline-ms': String(deadline),
    'lambda-runtime-invoked-function-arn': invocation.arn,
    ...(invocation.traceId === undefined ? {} : { 'lambda-runtime-trace-id': invocation.traceId }),
  });
  answer.end(invocation.payload);
}
