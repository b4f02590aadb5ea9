// Data that a judgement must not rest on: it holds with the reason, and never passes.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Counts } from '../../../../controller/release/judge';
import { judge } from '../../../../controller/release/judge';
import { counts, evidence, interval, lookAt, metricOf, minute, minutes, START } from './support';

const STABLE = counts(9000, 9);
const GOOD = counts(1000, 1);
const hour = minutes(60, STABLE, GOOD);

describe('wrong numbers', () => {
  it.each<[string, Partial<Counts>, string]>([
    ['negative requests', { requests: -1, failures: 0 }, 'requests is -1, which is no count'],
    ['no number of failures', { failures: NaN }, 'failures is NaN, which is no count'],
    ['endless requests', { requests: Infinity }, 'requests is Infinity, which is no count'],
    ['half a request', { requests: 1000.5 }, 'requests is 1000.5, which is no count'],
    ['more failures than requests', { failures: 1001 }, '1001 failures of 1000 requests'],
    ['negative throttles', { throttles: -3 }, 'throttles is -3, which is no count'],
    ['more slow than timed', { timed: 3, slow: 4 }, '4 slow of 3 timed'],
    ['slow without timed', { timed: null, slow: 4 }, '4 slow of no timed'],
    ['a negative p95', { p95Ms: -1 }, 'p95 is -1 ms'],
    ['a p95 that is no number', { p95Ms: NaN }, 'p95 is NaN ms'],
  ])('hold: %s', (_, wrong, reason) => {
    const look = lookAt([...minutes(2, STABLE, GOOD), interval(2, STABLE, { ...GOOD, ...wrong })]);
    expect(look).toMatchObject({ kind: 'hold', reason: `data: candidate, ${minute(2)}: ${reason}` });
    expect(lookAt([interval(0, { ...GOOD, ...wrong }, GOOD)]).kind).toBe('hold');
  });

  it('are not those that rounding makes', () => {
    const look = lookAt(minutes(2, STABLE, counts(1000.0000000001, 0.9999999999)));
    expect(metricOf(look, 'errors').reason).toMatch(/^0\.1 % failed of 2,000 /);
  });
});

describe('wrong times', () => {
  it.each([
    ['out of order', [hour[1], hour[0]], 'begins before the one before it ends'],
    [
      'overlapping',
      [hour[0], { ...interval(1, STABLE, GOOD), from: minute(0.5) }],
      'begins before the one before it ends',
    ],
    ['empty', [{ ...interval(0, STABLE, GOOD), to: minute(0) }], 'is none'],
    ['backwards', [{ ...interval(0, STABLE, GOOD), to: minute(-1) }], 'is none'],
    ['unreadable', [{ ...interval(0, STABLE, GOOD), from: 'soon' }], 'is none'],
  ])('hold: %s', (_, intervals, reason) => {
    const look = lookAt(
      intervals.flatMap((one) => (one ? [one] : [])),
      {},
      { now: new Date(minute(2)) },
    );
    expect(look.kind).toBe('hold');
    expect(look.reason).toContain(reason);
  });

  it('hold when the clock went back before the first shift, or behind the data', () => {
    expect(lookAt(hour, {}, { now: new Date(START - 120_000) }).reason).toContain('before the first shift');
    expect(lookAt(hour, {}, { now: new Date(minute(50)) })).toMatchObject({ kind: 'hold' });
  });
});

describe('late data', () => {
  const good = minutes(10, STABLE, GOOD);

  it('passes while it is no later than CloudWatch usually is, and holds five minutes later', () => {
    expect(lookAt(good, {}, { now: new Date(minute(13.9)) }).kind).toBe('pass');
    expect(lookAt(good, {}, { now: new Date(minute(15)) })).toMatchObject({
      kind: 'hold',
      reason: `data: the data is late: it ends at ${minute(10)}, 5m ago`,
    });
  });

  it('holds when there is none at all for long, whatever no_data says', () => {
    const settings = { errors: { no_data: 'pass' as const } };
    expect(lookAt([], settings, { now: new Date(minute(5)) }).kind).toBe('hold');
  });

  it('holds with a gap at the beginning or in between', () => {
    expect(lookAt(good.slice(3)).reason).toBe(`data: no data from ${minute(0)} to ${minute(3)}`);
    expect(lookAt(good.filter((_, i) => i !== 4)).reason).toBe(`data: no data from ${minute(4)} to ${minute(5)}`);
  });

  it('fails all the same when what is there is bad enough', () => {
    expect(lookAt(minutes(2, STABLE, counts(1000, 500)), {}, { now: new Date(minute(30)) }).kind).toBe('fail');
  });
});

it('never throws and never passes with any one number or time replaced by nonsense', () => {
  const nonsense = fc.constantFrom(-1, NaN, Infinity, -Infinity, 0.5, 1e300);
  const field = fc.constantFrom('requests', 'failures', 'throttles', 'timed', 'slow', 'p95Ms');
  const timed = { timed: 1000, slow: 50, p95Ms: 200 };
  const good = minutes(10, counts(1000, 1, timed), counts(1000, 1, timed));
  fc.assert(
    fc.property(field, nonsense, fc.nat(9), fc.boolean(), (name, value, at, candidate) => {
      fc.pre(!(name === 'p95Ms' && value > 0 && value < Infinity));
      const broken = good.map((one, i) => {
        if (i !== at) return one;
        return candidate
          ? { ...one, candidate: { ...one.candidate, [name]: value } }
          : { ...one, stable: { ...one.stable, [name]: value } };
      });
      expect(['hold', 'fail']).toContain(judge(evidence(broken, {}, { slowMs: 200 })).kind);
    }),
  );
});
