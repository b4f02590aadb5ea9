// The settings of every metric: min_requests, initial_delay, dry_run, failure_budget and no_data.
import { describe, expect, it } from '@jest/globals';
import { combineEvaluations } from '../../../../controller/release/judge';
import { ALIKE, counts, interval, evaluate, metricOf, minutes, START } from './support';

const BAD = minutes(2, counts(900, 1), counts(100, 50));
const GOOD = minutes(3, ALIKE.stable, ALIKE.candidate);

describe('min_requests', () => {
  it('holds until the candidate has had that many requests, failed or not', () => {
    const result = evaluate([interval(0, counts(900), counts(29, 29))]);
    expect(result).toMatchObject({ kind: 'hold' });
    expect(metricOf(result, 'errors').reason).toBe('29 of the 30 requests needed since the last shift');
    expect(evaluate([interval(0, counts(900), counts(30, 30))]).kind).toBe('fail');
  });
});

describe('initial_delay', () => {
  const errors = { initial_delay: '2m' };

  it('holds until it is over', () => {
    const result = evaluate(BAD, { errors }, { now: new Date(START + 90_000) });
    expect(result.kind).toBe('hold');
    expect(metricOf(result, 'errors').reason).toBe('counted from 2m after each shift');
  });

  it('leaves out the data until then', () => {
    const later = [...BAD, ...[2, 3, 4].map((i) => interval(i, ALIKE.stable, ALIKE.candidate))];
    expect(evaluate(BAD).kind).toBe('fail');
    expect(evaluate(later, { errors })).toMatchObject({ kind: 'pass' });
  });

  it('is counted from each shift anew', () => {
    const shifts = [new Date(START), new Date(START + 5 * 60_000)] as const;
    const warm = minutes(5, ALIKE.stable, ALIKE.candidate);
    const cold = [5, 6].map((i) => interval(i, counts(500), counts(500, 100)));
    const later = [7, 8, 9].map((i) => interval(i, ALIKE.stable, ALIKE.candidate));
    expect(evaluate([...warm, ...cold], {}, { shifts }).kind).toBe('fail');
    expect(evaluate([...warm, ...cold, ...later], { errors }, { shifts }).kind).toBe('pass');
  });
});

describe('dry_run', () => {
  it('shows the result of a metric without its effect', () => {
    const result = evaluate(BAD, { errors: { dry_run: true } });
    expect(result.kind).toBe('pass');
    expect(metricOf(result, 'errors')).toMatchObject({ kind: 'fail', value: 50 });
    expect(metricOf(result, 'errors').reason).toMatch(/^dry run: 50 % failed of 200: /);
  });

  it('of every metric passes', () => {
    const dry = { dry_run: true };
    expect(evaluate(BAD, { errors: dry, throttles: dry, latency: { ...dry, no_data: 'hold' } }).kind).toBe('pass');
  });

  it('leaves the whole false alarm rate to the metrics that decide', () => {
    const worse = minutes(6, counts(900, 1), counts(100, 4));
    expect(evaluate(worse, { latency: { dry_run: true }, client_errors: { dry_run: true } }).reason).toMatch(
      /needs 200 to 1/,
    );
    expect(
      evaluate(worse, { latency: { compare: false }, client_errors: { compare: false }, false_rollback_percent: 5 })
        .reason,
    ).toMatch(/needs 40 to 1/);
  });
});

describe('failure_budget', () => {
  it('holds instead of failing that many times; each service has its own budget', () => {
    const budget = { errors: { failure_budget: 2 } };
    const first = evaluate(BAD, budget);
    expect(first.kind).toBe('hold');
    expect(first.reason).toMatch(/; failure 1, failure_budget 2$/);
    const second = evaluate(BAD, budget, { earlier: [first] });
    expect(second.kind).toBe('hold');
    expect(evaluate(BAD, budget, { earlier: [first, second] }).kind).toBe('fail');
    const both = combineEvaluations({ shop: second, cart: evaluate(GOOD) });
    expect(evaluate(BAD, budget, { earlier: [both] }).kind).toBe('fail');
    expect(evaluate(BAD, budget, { service: 'cart', earlier: [both] }).kind).toBe('hold');
  });

  it('counts from each shift anew, whatever was kept of the evaluations', () => {
    const budget = { errors: { failure_budget: 1 } };
    const first = evaluate(BAD, budget);
    expect(evaluate(BAD, budget, { earlier: [first] }).kind).toBe('fail');
    const shifts = [new Date(START), new Date(Date.parse(first.at) + 1)] as const;
    const later = [...BAD, ...[3, 4].map((i) => interval(i, counts(900, 1), counts(100, 50)))];
    expect(evaluate(later, budget, { earlier: [first], shifts }).kind).toBe('hold');
  });
});

describe('no_data', () => {
  it.each(['hold', 'pass', 'fail'] as const)('is %s when the candidate had no requests', (no_data) => {
    const result = evaluate(minutes(2, counts(900), counts(0)), { errors: { no_data } });
    expect(result.kind).toBe(no_data);
  });

  it('holds by default before the first interval', () => {
    expect(evaluate([]).kind).toBe('hold');
  });
});
