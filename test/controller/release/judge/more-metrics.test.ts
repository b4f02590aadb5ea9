// Metrics beside errors and durations: answers with 4xx, response times, and those that the file defines.
import { describe, expect, it } from '@jest/globals';
import { findCustomFault, NO_THRESHOLDS, NO_TIMING } from '../../../../controller/release/judge';
import type { Evaluation } from '../../../../controller/release/rollout';
import { counts, evaluate, interval, metricOf, minute, minutes } from './support';

const pair = (name: string) => ({ namespace: 'Shop', metric: name, dimensions: { Color: '{color}' } });
const custom = { checkout_failed: { bad: pair('Failed'), all: pair('All') } };

describe('answers with 4xx', () => {
  const answers = (requests: number, clientErrors: number) => counts(requests, 0, { clientErrors });

  it('roll back a candidate that answers 401 to everybody', () => {
    const result = evaluate(minutes(5, answers(900, 18), answers(100, 100)));
    expect(result.kind).toBe('fail');
    expect(result.reason).toMatch(/^client_errors: 100 % answered 4xx of 500 against 2 % of 4,500: worse, /);
  });

  it('are no failures, and pass where both colors have as many', () => {
    const result = evaluate(minutes(20, answers(900, 18), answers(900, 18)));
    expect(metricOf(result, 'client_errors')).toMatchObject({ kind: 'pass', value: 2 });
    expect(metricOf(result, 'errors').value).toBe(0);
  });

  it('have a limit where the file sets one', () => {
    const result = evaluate(minutes(9, answers(900, 360), answers(100, 0)), { client_errors: { max: 20 } });
    expect(metricOf(result, 'client_errors').kind).not.toBe('fail');
    const above = evaluate(minutes(9, answers(900, 0), answers(100, 40)), {
      client_errors: { max: 20, compare: false },
    });
    expect(above.reason).toMatch(/^client_errors: 40 % answered 4xx of 900: above the limit of 20 %/);
  });

  it('that a source does not know decide nothing', () => {
    expect(metricOf(evaluate(minutes(2, counts(900), counts(100))), 'client_errors').kind).toBe('pass');
  });
});

describe('response times', () => {
  const answered = (n: number, slow: number) =>
    counts(n, 0, { response: { ...NO_TIMING, timed: n, slow, p95Ms: 400 } });
  const slow = minutes(6, answered(900, 45), answered(100, 40));
  const thresholds = { ...NO_THRESHOLDS, slowResponseMs: 320 };

  it('are only shown by default, since every shift starts environments', () => {
    expect(metricOf(evaluate(slow, {}, { thresholds }), 'response_time')).toMatchObject({ kind: 'pass', value: 400 });
  });

  it('are compared where the file asks for it', () => {
    const result = evaluate(slow, { response_time: { compare: true } }, { thresholds });
    expect(result.reason).toMatch(/^response_time: 40 % slower than 320 ms of 600 against 5 % of 5,400: worse, /);
  });
});

describe('a metric of the file', () => {
  const checkouts = (count: number, hits: number) => counts(1000, 0, { custom: { checkout_failed: { count, hits } } });
  const judged = (...colors: readonly [ReturnType<typeof counts>, ReturnType<typeof counts>]): Evaluation =>
    evaluate(minutes(8, ...colors), { custom });

  it('rolls back by the same test', () => {
    expect(judged(checkouts(900, 9), checkouts(100, 15)).reason).toMatch(
      /^checkout_failed: 15 % bad of 800 against 1 % of 7,200: worse, /,
    );
  });

  it('takes its part of the false alarms', () => {
    expect(judged(checkouts(900, 9), checkouts(100, 15)).reason).toMatch(/needs 1,000 to 1/);
  });

  it('holds without data, unless the file says otherwise', () => {
    const none = minutes(8, counts(1000), counts(1000));
    expect(metricOf(evaluate(none, { custom }), 'checkout_failed')).toMatchObject({
      kind: 'hold',
      reason: 'no data for the candidate since the last shift',
    });
    const passing = { checkout_failed: { ...custom.checkout_failed, no_data: 'pass' as const } };
    expect(metricOf(evaluate(none, { custom: passing }), 'checkout_failed').kind).toBe('pass');
  });

  it.each([
    ['is a percentage', { count: 100, hits: 3.5 }, 'bad is 3.5, which is not a count'],
    ['has more bad ones than there are', { count: 3, hits: 5 }, '5 bad of 3'],
    ['is negative', { count: -3, hits: -3 }, 'bad is -3, which is not a count'],
  ])('that %s holds with that reason, and does not take the other metrics along', (_, sample, fault) => {
    const wrong = counts(1000, 0, { custom: { checkout_failed: sample } });
    const result = judged(checkouts(900, 9), wrong);
    expect(metricOf(result, 'checkout_failed')).toMatchObject({ kind: 'hold' });
    expect(metricOf(result, 'checkout_failed').reason).toContain(`candidate, ${minute(0)}: ${fault}`);
    expect(metricOf(result, 'errors').value).toBe(0);
  });

  it('with a wrong minute goes on without it after a while', () => {
    const wrong = counts(1000, 0, { custom: { checkout_failed: { count: 3, hits: 5 } } });
    const all = minutes(40, checkouts(9000, 9), checkouts(9000, 9)).map((one, index) =>
      index === 2 ? { ...one, candidate: wrong } : one,
    );
    expect(metricOf(evaluate(all, { custom }), 'checkout_failed').kind).toBe('pass');
  });

  it('is judged by its newest counts when they are revised and shrink', () => {
    const before = judged(checkouts(900, 9), checkouts(100, 15));
    const after = judged(checkouts(900, 9), checkouts(100, 1));
    expect([metricOf(before, 'checkout_failed').kind, metricOf(after, 'checkout_failed').kind]).toEqual([
      'fail',
      'inconclusive',
    ]);
  });
});

describe('a metric of the file, before the first shift', () => {
  const hour = (sampleOf: (index: number) => { count: number; hits: number } | undefined) =>
    Array.from({ length: 60 }, (_, index) => {
      const sample = sampleOf(index);
      return interval(index, counts(1000, 0, { custom: sample ? { checkout_failed: sample } : {} }), counts(0));
    });
  const faultOf = (...parts: Parameters<typeof hour>) => findCustomFault('checkout_failed', hour(...parts));

  it.each<[string, Parameters<typeof hour>[0], string | undefined]>([
    ['that counts every minute can be judged', () => ({ count: 40, hits: 1 }), undefined],
    ['that counts now and then can be judged', (i) => ({ count: i % 7 === 3 ? 4 : 0, hits: 0 }), undefined],
    ['that does not exist cannot', () => undefined, 'no data'],
    ['that is always 0 cannot', () => ({ count: 0, hits: 0 }), 'no data'],
    ['that is a percentage cannot', () => ({ count: 100, hits: 1.25 }), 'not counts'],
    ['with more bad ones than there are cannot', (i) => ({ count: 9, hits: i === 30 ? 10 : 0 }), 'not counts'],
    ['that comes every five minutes cannot', (i) => ({ count: i % 5 === 2 ? 200 : 0, hits: 0 }), 'too seldom'],
  ])('%s', (_, sampleOf, kind) => {
    expect(faultOf(sampleOf)?.kind).toBe(kind);
  });
});
