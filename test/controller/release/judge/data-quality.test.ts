// Invalid or incomplete data: it holds with the reason, and never passes.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Counts } from '../../../../controller/release/judge';
import { judge, NO_THRESHOLDS } from '../../../../controller/release/judge';
import { ALIKE, counts, judgeInput, interval, evaluate, metricOf, minute, minutes, START } from './support';

const { stable: STABLE, candidate: GOOD } = ALIKE;
const hour = minutes(60, STABLE, GOOD);

describe('invalid counts', () => {
  it.each<[string, Partial<Counts>, string]>([
    ['negative requests', { requests: -1, failures: 0 }, 'requests is -1, which is not a count'],
    ['failures that are not a number', { failures: NaN }, 'failures is NaN, which is not a count'],
    ['infinite requests', { requests: Infinity }, 'requests is Infinity, which is not a count'],
    ['half a request', { requests: 1000.5 }, 'requests is 1000.5, which is not a count'],
    ['more failures than requests', { failures: 30_001 }, '30001 failures of 30000 requests'],
    ['negative throttles', { throttles: -3 }, 'throttles is -3, which is not a count'],
    ['more slow than timed', { timed: 3, slow: 4 }, '4 slow of 3 timed'],
    ['slow without timed', { timed: null, slow: 4 }, '4 slow of no timed'],
    ['a negative p95', { p95Ms: -1 }, 'p95 is -1 ms'],
    ['a p95 that is not a number', { p95Ms: NaN }, 'p95 is NaN ms'],
  ])('hold: %s', (_, wrong, reason) => {
    const result = evaluate([...minutes(2, STABLE, GOOD), interval(2, STABLE, { ...GOOD, ...wrong })]);
    expect(result).toMatchObject({ kind: 'hold', reason: `data: candidate, ${minute(2)}: ${reason}` });
    expect(evaluate([interval(0, { ...GOOD, ...wrong }, GOOD)]).kind).toBe('hold');
  });

  it('do not include rounding errors', () => {
    const result = evaluate(minutes(2, STABLE, counts(10_000.0000000001, 9.9999999999)));
    expect(metricOf(result, 'errors').reason).toMatch(/^0\.1 % failed of 20,000 /);
  });
});

describe('invalid times', () => {
  it.each([
    ['out of order', [hour[1], hour[0]], 'begins before the previous one ends'],
    [
      'overlapping',
      [hour[0], { ...interval(1, STABLE, GOOD), from: minute(0.5) }],
      'begins before the previous one ends',
    ],
    ['empty', [{ ...interval(0, STABLE, GOOD), to: minute(0) }], 'is not valid'],
    ['backwards', [{ ...interval(0, STABLE, GOOD), to: minute(-1) }], 'is not valid'],
    ['unreadable', [{ ...interval(0, STABLE, GOOD), from: 'soon' }], 'is not valid'],
  ])('hold: %s', (_, intervals, reason) => {
    const result = evaluate(
      intervals.flatMap((one) => (one ? [one] : [])),
      {},
      { now: new Date(minute(2)) },
    );
    expect(result.kind).toBe('hold');
    expect(result.reason).toContain(reason);
  });

  it('hold when the clock went back before the first shift, or behind the data', () => {
    expect(evaluate(hour, {}, { now: new Date(START - 120_000) }).reason).toContain('before the first shift');
    expect(evaluate(hour, {}, { now: new Date(minute(50)) })).toMatchObject({ kind: 'hold' });
  });
});

describe('late data', () => {
  const good = minutes(10, STABLE, GOOD);

  it('passes while it is as late as CloudWatch usually is, and holds when it is five minutes late', () => {
    expect(evaluate(good, {}, { now: new Date(minute(13.9)) }).kind).toBe('pass');
    expect(evaluate(good, {}, { now: new Date(minute(15)) })).toMatchObject({
      kind: 'hold',
      reason: `data: the data is late: it ends at ${minute(10)}, 5m ago`,
    });
  });

  it('holds when there is no data for long, independent of no_data', () => {
    const settings = { errors: { no_data: 'pass' as const } };
    expect(evaluate([], settings, { now: new Date(minute(5)) }).kind).toBe('hold');
  });

  it('holds with a gap at the beginning or in between', () => {
    expect(evaluate(good.slice(3)).reason).toBe(`data: no data from ${minute(0)} to ${minute(3)}`);
    expect(evaluate(good.filter((_, i) => i !== 4)).reason).toBe(`data: no data from ${minute(4)} to ${minute(5)}`);
  });

  it('fails nevertheless when the data is bad enough', () => {
    expect(evaluate(minutes(2, STABLE, counts(1000, 500)), {}, { now: new Date(minute(30)) }).kind).toBe('fail');
  });
});

it('never throws and never passes with one number replaced by nonsense', () => {
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
      expect(['hold', 'fail']).toContain(
        judge(judgeInput(broken, {}, { thresholds: { ...NO_THRESHOLDS, slowMs: 200 } })).kind,
      );
    }),
  );
});
