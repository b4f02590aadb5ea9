// No step is passed on what was seen before it: evidence starts anew at each weight, and nothing passes by comparison with nothing.
import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../../../../controller/release/rollout';
import { NO_THRESHOLDS } from '../../../../controller/release/judge';
import { ALIKE, counts, evaluate, interval, metricOf, minute, minutes, START } from './support';

const time = (index: number): Date => new Date(START + index * 60_000);
const HOUR_BEFORE = Array.from({ length: 60 }, (_, i) => interval(i - 60, counts(1000, 1), counts(0)));

describe('a weight', () => {
  const before = minutes(5, ALIKE.stable, ALIKE.candidate);
  const shifts = [time(0), time(5)] as const;

  it('holds until data that began after the shift to it is there', () => {
    const result = evaluate(before, {}, { shifts, now: time(8) });
    expect(result.kind).toBe('hold');
    expect(metricOf(result, 'errors').reason).toBe('no data for the candidate since the last shift');
    const straddling = { ...interval(5, ALIKE.stable, ALIKE.candidate), from: minute(5), to: minute(6) };
    const late = [time(0), time(5.5)] as const;
    expect(evaluate([...before, straddling], {}, { shifts: late, now: time(8) }).kind).toBe('hold');
  });

  it('holds until that data has enough requests', () => {
    const few = evaluate([...before, interval(5, counts(29), counts(29))], {}, { shifts });
    expect(metricOf(few, 'errors')).toMatchObject({
      kind: 'hold',
      reason: '29 of the 30 requests needed since the last shift',
    });
  });

  it('is not passed by the evidence of the weight before', () => {
    const after = (candidate: ReturnType<typeof counts>): Evaluation =>
      evaluate([...before, interval(5, counts(50, 0), candidate)], {}, { shifts });
    expect(after(counts(50, 0)).kind).toBe('inconclusive');
  });

  it('can still be failed by data from before that came late', () => {
    const worse = [...minutes(6, counts(900, 1), counts(100, 12))];
    expect(evaluate(worse, {}, { shifts: [time(0), time(6)], now: time(8) }).kind).toBe('fail');
  });
});

describe('at 100 %, the record of the stable color', () => {
  const steps = Array.from({ length: 10 }, (_, i) => interval(i, counts(900, 1), counts(100, 0)));
  const shifts = [time(0), time(10)] as const;
  const whole = (failures: number, slow = 50) =>
    Array.from({ length: 20 }, (_, i) =>
      interval(
        10 + i,
        counts(0, 0, { timed: 0, slow: 0, slowest: 0 }),
        counts(1000, failures, { timed: 1000, slow, slowest: 10 }),
      ),
    );
  const judged = (failures: number, slow?: number): Evaluation =>
    evaluate(
      [
        ...steps.map((one) => ({ ...one, stable: { ...one.stable, timed: 900, slow: 45, slowest: 9 } })),
        ...whole(failures, slow),
      ],
      {},
      {
        shifts,
        before: HOUR_BEFORE.map((one) => ({ ...one, stable: { ...one.stable, timed: 1000, slow: 50, slowest: 10 } })),
        thresholds: { ...NO_THRESHOLDS, slowMs: 300, slowestMs: 900 },
      },
    );

  it('fails a candidate that was good at 10 % and fails now, below every limit', () => {
    expect(judged(44)).toMatchObject({ kind: 'fail' });
    expect(judged(44).reason).toMatch(/^errors: .* against 0\.1 % of 69,000 so far: worse, /);
  });

  it('fails one that is slow now', () => {
    expect(judged(1, 400)).toMatchObject({ kind: 'fail' });
    expect(judged(1, 400).reason).toMatch(/^latency: /);
  });

  it('passes one that is alike', () => {
    expect(judged(1).kind).toBe('pass');
  });

  it('is what all_at_once compares with', () => {
    const atOnce = (failures: number): Evaluation =>
      evaluate(minutes(20, counts(0), counts(1000, failures)), {}, { before: HOUR_BEFORE });
    expect(atOnce(40).kind).toBe('fail');
    expect(atOnce(1).kind).toBe('pass');
  });
});

describe('a comparison with nothing', () => {
  it.each([29, 0])('is inconclusive: %d requests of the stable color', (requests) => {
    const result = evaluate([interval(0, counts(requests), counts(30, 1))]);
    expect(result.kind).toBe('inconclusive');
    expect(result.reason).toContain(`the stable color had ${requests} requests, of the 30 needed to compare with`);
  });
});

describe('a tolerance', () => {
  const hours = (failures: number): Evaluation => evaluate(minutes(60, counts(9000, 9), counts(1000, failures)));

  it('is half of the stable color’s rate, and 0.1 points at least', () => {
    expect(hours(1).kind).toBe('pass');
    expect(hours(5).kind).toBe('fail');
    const often = (failures: number): Evaluation =>
      evaluate(minutes(60, counts(9000, 900), counts(1000, failures)), { errors: { max: 50 } });
    expect(often(110).kind).toBe('pass');
    expect(often(160).kind).toBe('fail');
  });
});

describe('an outage behind both colors', () => {
  it('pauses at a hold-back, although the stable color has many requests from before', () => {
    const before = minutes(10, counts(900, 1), counts(100, 0));
    const now = [interval(10, counts(50, 0), counts(950, 1)), interval(11, counts(50, 15), counts(950, 285))];
    const result = evaluate([...before, ...now], {}, { shifts: [time(0), time(10)] });
    expect(result).toMatchObject({ kind: 'pause' });
    expect(result.reason).toContain(
      'as is the stable color with 30 % of 50 at the same time, so that going back would not help',
    );
  });

  const outage = [...minutes(4, counts(900, 1), counts(100)), interval(4, counts(900, 270), counts(100, 30))];

  it('pauses, since going back could not help', () => {
    expect(evaluate(outage)).toMatchObject({ kind: 'pause' });
    expect(evaluate(outage).reason).toMatch(
      /as is the stable color with 30 % of 900 at the same time, so that going back would not help$/,
    );
  });

  it('does not save a candidate that is worse', () => {
    expect(evaluate([...minutes(6, counts(900, 60), counts(100, 40))]).kind).toBe('fail');
  });

  it('is not what a candidate at 100 % is excused with', () => {
    const alone = minutes(5, counts(0), counts(1000, 300));
    expect(evaluate(alone, {}, { before: HOUR_BEFORE }).kind).toBe('fail');
  });
});

describe('one interval', () => {
  it('that is bad by itself does not roll back, below the limit', () => {
    const cold = interval(0, counts(9000, 9), counts(1000, 45));
    const warm = [1, 2, 3, 4, 5].map((i) => interval(i, counts(9000, 9), counts(1000, 1)));
    expect(evaluate([cold]).kind).toBe('inconclusive');
    expect(evaluate([cold, ...warm]).kind).toBe('inconclusive');
    expect(
      evaluate([
        cold,
        { ...cold, from: minute(1), to: minute(2) },
        { ...cold, from: minute(2), to: minute(3) },
        { ...cold, from: minute(3), to: minute(4) },
      ]).kind,
    ).toBe('fail');
  });

  it('that is missing, or whose counts are wrong, holds for a quarter of an hour and is then left out', () => {
    const all = minutes(40, ALIKE.stable, ALIKE.candidate);
    const wrong = interval(10, ALIKE.stable, counts(5, 6));
    for (const intervals of [all.filter((_, i) => i !== 10), all.map((one, i) => (i === 10 ? wrong : one))]) {
      const until = (length: number): Evaluation['kind'] =>
        evaluate(
          intervals.filter(({ to }) => to <= minute(length)),
          {},
          { now: time(length) },
        ).kind;
      expect(until(20)).toBe('hold');
      expect(until(40)).toBe('pass');
    }
  });
});
