// Asynchronous invocations: when an event is tried again.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { enqueue } from '../../sandbox/control-plane/lambda/event-queue';
import type { FunctionVersion, Outcome } from '../../sandbox/functions/model';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const error = { kind: 'error', payload: Buffer.from('{}'), milliseconds: 1 } as Outcome;
const throttled: Outcome = { kind: 'throttled' };
const ok = { kind: 'ok', payload: Buffer.from('1'), milliseconds: 1 } as Outcome;

/** The seconds at which an event is tried, with these outcomes one after the other. */
async function triesOf(outcomes: readonly Outcome[], seconds: number): Promise<number[]> {
  const start = Date.now();
  const tries: number[] = [];
  const invoke = async (): Promise<Outcome> => {
    tries.push((Date.now() - start) / 1000);
    return outcomes[tries.length - 1] ?? outcomes[outcomes.length - 1] ?? ok;
  };
  enqueue({ invoke, close: async () => undefined }, {} as FunctionVersion, Buffer.from('{}'));
  await jest.advanceTimersByTimeAsync(seconds * 1000);
  return tries;
}

describe('an event', () => {
  it('that the function fails is tried three times, a minute and two minutes later', async () => {
    expect(await triesOf([error], 3600)).toEqual([0, 60, 180]);
  });

  it('that succeeds is not tried again', async () => {
    expect(await triesOf([error, ok], 3600)).toEqual([0, 60]);
  });

  it('that finds no free environment waits longer each time, five minutes at most, and six hours in all', async () => {
    const tries = await triesOf([throttled], 24 * 3600);
    expect(tries.slice(0, 5)).toEqual([0, 1, 3, 7, 15]);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(Math.max(...waits)).toBe(300);
    expect(tries.at(-1)).toBeGreaterThan(6 * 3600 - 300);
    expect(tries.at(-1)).toBeLessThan(6 * 3600 + 301);
  });
});
