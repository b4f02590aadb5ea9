// Keeps calls within an API's rate.

/**
 * ELBv2's documented bucket: 40 calls at once, then 10 a second, for each account and region ("Request throttling for the
 * Elastic Load Balancing API", which gives these figures for calls that change nothing; no better ones are published for
 * ModifyRule). It bounds a rollback of many services: the first 40 rules change at once, then 10 a second, so that 100
 * services whose canaries are off take at least 6 s. The SDK retries a call that is throttled nevertheless.
 */
export const ELBV2_RATE = { burst: 40, perSecond: 10 } as const;

/** Waits for a token. */
export type WaitForToken = () => Promise<void>;

/**
 * A token bucket that starts full and adds one token after the other while callers wait. It needs no clock, only `sleep`
 * (milliseconds), so a clock that jumps does not affect it. Idle time adds no tokens.
 */
export function tokenBucket(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  sleep: (milliseconds: number) => Promise<void>,
): WaitForToken {
  let left = burst;
  let queue = Promise.resolve();
  return () => {
    if (left > 0) {
      left -= 1;
      return Promise.resolve();
    }
    queue = queue.then(() => sleep(1000 / perSecond));
    return queue;
  };
}
