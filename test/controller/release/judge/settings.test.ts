// What every metric can be told: how many requests it takes, when it counts, how often it may fail, and what no data means.
import { describe, expect, it } from '@jest/globals';
import { combine } from '../../../../controller/release/judge';
import { counts, interval, lookAt, metricOf, minutes, START } from './support';

const BAD = minutes(2, counts(900, 1), counts(100, 50));
const GOOD = minutes(3, counts(9000, 9), counts(1000, 1));

describe('min_requests', () => {
  it('holds until the candidate has had so many requests, whatever became of them', () => {
    const look = lookAt([interval(0, counts(900), counts(29, 29))]);
    expect(look).toMatchObject({ kind: 'hold' });
    expect(metricOf(look, 'errors').reason).toBe('29 of the 30 requests that it takes');
    expect(lookAt([interval(0, counts(900), counts(30, 30))]).kind).toBe('fail');
  });
});

describe('initial_delay', () => {
  const errors = { initial_delay: '2m' };

  it('holds until it is over', () => {
    const look = lookAt(BAD, { errors }, { now: new Date(START + 90_000) });
    expect(look.kind).toBe('hold');
    expect(metricOf(look, 'errors').reason).toBe('counts from 2m after the first shift on');
  });

  it('leaves out what was seen until then', () => {
    const later = [...BAD, ...[2, 3, 4].map((i) => interval(i, counts(9000, 9), counts(1000, 1)))];
    expect(lookAt(later).kind).toBe('fail');
    expect(lookAt(later, { errors })).toMatchObject({ kind: 'pass' });
  });
});

describe('dry_run', () => {
  it('shows what a metric says and lets it decide nothing', () => {
    const look = lookAt(BAD, { errors: { dry_run: true } });
    expect(look.kind).toBe('pass');
    expect(metricOf(look, 'errors')).toMatchObject({ kind: 'fail', value: 50 });
    expect(metricOf(look, 'errors').reason).toMatch(/^dry run: 50 % failed of 200 /);
  });

  it('of everything passes and says so', () => {
    const dry = { dry_run: true };
    expect(lookAt(BAD, { errors: dry, throttles: dry, latency: { ...dry, no_data: 'hold' } }).kind).toBe('pass');
  });

  it('leaves the whole chance of a false rollback to what decides', () => {
    expect(lookAt(BAD, { latency: { dry_run: true } }).reason).toMatch(/needs 100 to 1/);
    expect(lookAt(BAD, { latency: { compare: false }, false_rollback_percent: 5 }).reason).toMatch(/needs 20 to 1/);
  });
});

describe('failure_budget', () => {
  it('lets so many looks fail, and holds meanwhile; of several services each has its own', () => {
    const budget = { errors: { failure_budget: 2 } };
    const first = lookAt(BAD, budget);
    expect(first.kind).toBe('hold');
    expect(first.reason).toMatch(/; failed look 1, of which 2 may be$/);
    const second = lookAt(BAD, budget, { looks: [first] });
    expect(second.kind).toBe('hold');
    expect(lookAt(BAD, budget, { looks: [first, second] }).kind).toBe('fail');
    const both = combine({ shop: first, cart: lookAt(GOOD) });
    expect(lookAt(BAD, budget, { looks: [both, both] }).kind).toBe('fail');
    expect(lookAt(BAD, budget, { service: 'cart', looks: [both, both] }).kind).toBe('hold');
  });
});

describe('no_data', () => {
  it.each(['hold', 'pass', 'fail'] as const)('says %s when the candidate had no requests', (no_data) => {
    const look = lookAt(minutes(2, counts(900), counts(0)), { errors: { no_data } });
    expect(look.kind).toBe(no_data);
  });

  it('holds by default before the first interval is there', () => {
    expect(lookAt([]).kind).toBe('hold');
  });
});
