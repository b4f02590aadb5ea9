// The evaluation of a service, and its reason: errors, throttles, alarms.
import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../../../../controller/release/rollout';
import { ALIKE, counts, interval, evaluate, metricOf, minutes, START } from './support';

const MANY = counts(9000, 9);

describe('errors', () => {
  it('fail as soon as there is enough evidence that the candidate is worse, with the numbers of both colors', () => {
    const result = evaluate(minutes(4, counts(2000, 4), counts(235, 9)));
    expect(result.kind).toBe('fail');
    expect(result.reason).toMatch(
      /^errors: 3\.8 % failed of 940 against 0\.2 % of 8,000: worse, evidence [\d,]+ to 1 \(needs 800 to 1\)$/,
    );
    expect(metricOf(result, 'errors').value).toBeCloseTo(3.83, 2);
  });

  it('pass when there is enough evidence that the candidate is not worse by the tolerance', () => {
    const result = evaluate(minutes(2, ALIKE.stable, ALIKE.candidate));
    expect(result).toMatchObject({ kind: 'pass', at: '2026-03-01T12:02:00.000Z' });
    expect(result.reason).toMatch(
      /^all pass; errors: 0\.1 % failed of 60,000 .*not worse by 0\.1 points or 50 %, evidence .* \(needs 20 to 1\)$/,
    );
  });

  it('are inconclusive in between', () => {
    const result = evaluate(minutes(2, counts(900, 1), counts(50)));
    expect(result.kind).toBe('inconclusive');
    expect(result.reason).toMatch(
      /^errors: 0 % failed of 100 against 0\.11 % of 1,800: worse\? .*; not worse by 0\.1 points or 50 %\? /,
    );
  });

  it('pass although a huge number of requests shows that the candidate is a little worse, within the tolerance', () => {
    expect(evaluate([interval(0, counts(5e6, 5000), counts(5e6, 6000))]).kind).toBe('pass');
  });

  it('that begin after a long good time are detected', () => {
    const good = minutes(60, MANY, counts(1000, 1));
    const bad = [60, 61, 62, 63].map((i) => interval(i, MANY, counts(1000, 50)));
    expect(evaluate(good).kind).toBe('pass');
    expect(evaluate([...good, ...bad]).kind).toBe('fail');
  });
});

describe('a limit', () => {
  const only = { errors: { compare: false }, throttles: { dry_run: true } };
  const limited = (requests: number, failures: number, errors = {}): Evaluation =>
    evaluate([interval(0, counts(1000), counts(requests, failures))], {
      ...only,
      errors: { ...only.errors, ...errors },
    });

  it.each([
    ['one failure of ten, with ten required', 10, 1, { min_requests: 10 }, 'hold'],
    ['two failures of thirty', 30, 2, {}, 'hold'],
    ['ten failures of thirty', 30, 10, {}, 'fail'],
    ['a rate at the limit', 1000, 50, {}, 'pass'],
    ['a rate a little above the limit, with few requests', 400, 24, {}, 'hold'],
    ['a rate a little above the limit, with many', 1000, 60, {}, 'fail'],
    ['any failure, with a limit of zero', 30, 1, { max: 0 }, 'fail'],
    ['no failure, with a limit of zero', 30, 0, { max: 0 }, 'pass'],
    ['failures only, with a limit of 100 %', 1000, 1000, { max: 100 }, 'pass'],
  ] as const)('judges %s', (_, requests, failures, errors, kind) => {
    expect(limited(requests, failures, errors).kind).toBe(kind);
  });

  it('reports that the rate is above the limit, and the evidence needed', () => {
    expect(limited(30, 2).reason).toBe(
      'errors: 6.7 % failed of 30: above the limit of 5 %, too few requests to be sure, evidence 0.64 to 1 (needs 100 to 1)',
    );
  });

  it('on throttled invocations fails, and counts at most as many as there are requests', () => {
    const result = evaluate([interval(0, counts(900), counts(100, 0, { throttles: 120 }))]);
    expect(result.kind).toBe('fail');
    expect(metricOf(result, 'throttles').reason).toMatch(/^100 % throttled of 100: above the limit of 1 %/);
  });
});

describe('an alarm', () => {
  it.each([
    ['ok', 'pass'],
    ['insufficient-data', 'pass'],
    ['alarm', 'fail'],
    ['missing', 'hold'],
  ] as const)('in the state %s: %s', (state, kind) => {
    const alarms = [{ name: 'shop-errors', state, reason: '7 errors' }];
    const result = evaluate(minutes(2, ALIKE.stable, ALIKE.candidate), {}, { alarms });
    expect(result.kind).toBe(kind);
    expect(metricOf(result, 'alarm shop-errors').kind).toBe(kind);
  });

  it('that is on for both colors pauses', () => {
    const alarms = [{ name: 'shop-errors', state: 'alarm' as const, reason: '7 errors', both: true }];
    const result = evaluate(minutes(2, ALIKE.stable, ALIKE.candidate), {}, { alarms });
    expect(result).toMatchObject({ kind: 'pause', reason: expect.stringContaining('is on for both colors') });
  });

  it('that is on fails with its reason, although all data is invalid', () => {
    const alarms = [{ name: 'shop-errors', state: 'alarm' as const, reason: '7 errors' }];
    const result = evaluate([interval(0, counts(-1), counts(1))], {}, { alarms, now: new Date(START) });
    expect(result).toMatchObject({ kind: 'fail', reason: 'alarm shop-errors: is on: 7 errors' });
  });
});
