// From CloudWatch's values to intervals: late, missing or invalid data never counts as requests without failures.
import { describe, expect, it } from '@jest/globals';
import { NO_THRESHOLDS } from '../../../controller/release/judge';
import { toIntervals, findSettledMinutes } from '../../../controller/metrics/settled-minutes';

const START = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number): Date => new Date(START + minutes * 60_000);

/** Values by the minute after START at which they begin; a dash is a minute without data. */
const series = (text: string): Map<number, number> =>
  new Map(
    text
      .split(' ')
      .flatMap((value, minute): [number, number][] => (value === '-' ? [] : [[at(minute).getTime(), Number(value)]])),
  );

const data = (values: Readonly<Record<string, string>>): Map<string, Map<number, number>> =>
  new Map(Object.entries(values).map(([id, text]) => [id, series(text)]));

const window = (from: number, to: number) => ({ from: at(from), to: at(to) });

const minutes = (
  counts: Readonly<Record<string, string>>,
  to = 4,
  durations?: Readonly<Record<string, string>>,
  slowMs: number | null = null,
) =>
  toIntervals(
    {
      counts: data(counts),
      durations: durations && data(durations),
      thresholds: { ...NO_THRESHOLDS, slowMs },
      custom: { names: [], data: new Map() },
    },
    'blue',
    window(0, to),
  );

describe('settled minutes', () => {
  it.each([
    ['whole minutes inside the window', 0, 3, 60, 0, 3],
    ['not those that are only partly in the window', 0.5, 3.9, 60, 1, 3],
    ['not those that ended less than two minutes ago', 0, 10, 7.9, 0, 5],
    ['those that ended two minutes ago', 0, 10, 8, 0, 6],
  ])('are %s', (_, from, to, now, first, end) => {
    expect(findSettledMinutes(window(from, to), at(now))).toEqual(window(first, end));
  });

  it('are empty before any has settled, and when the clock was set back', () => {
    for (const now of [0, 1.5, -600]) {
      const { from, to } = findSettledMinutes(window(0, 10), at(now));
      expect(to.getTime()).toBeLessThanOrEqual(from.getTime());
    }
  });
});

describe('minutes of CloudWatch', () => {
  it('sum up every kind of failure', () => {
    const [minute] = minutes({
      blue_requests: '10',
      green_requests: '9',
      green_target5xx: '1',
      green_user: '2',
      green_internal: '3',
      green_throttles: '2',
    });
    expect(minute).toMatchObject({
      from: at(0).toISOString(),
      to: at(1).toISOString(),
      stable: { requests: 10, failures: 0 },
    });
    expect(minute?.candidate).toMatchObject({ requests: 9, failures: 6, clientErrors: 0, throttles: 2, timed: null });
  });

  it('never have more failures than requests', () => {
    const [minute] = minutes({ blue_requests: '1', green_user: '4' });
    expect(minute?.candidate).toMatchObject({ requests: 4, failures: 4 });
  });

  it('without data have no requests when a later minute of either color was reported', () => {
    const seen = minutes({ blue_requests: '5 - - 7', green_requests: '1' });
    expect(seen.map((one) => [one.stable.requests, one.candidate.requests])).toEqual([
      [5, 1],
      [0, 0],
      [0, 0],
      [7, 0],
    ]);
  });

  it('are left out when data may be late: after the last report, or without any report', () => {
    expect(minutes({ blue_requests: '5 6', green_requests: '1 -' }, 7)).toHaveLength(2);
    expect(minutes({}, 7)).toEqual([]);
    expect(minutes({ blue_requests: '- - - -' }, 7)).toEqual([]);
  });

  it('that are five minutes late appear later, with all their counts', () => {
    const late = { blue_requests: '5 6', green_requests: '1 2' };
    const there = { blue_requests: '5 6 7 8 9', green_requests: '1 2 3 4 5', green_user: '0 0 3 0 0' };
    expect(minutes(late, 5)).toEqual(minutes(there, 2));
    expect(minutes(there, 5)[2]?.candidate).toMatchObject({ requests: 3, failures: 3 });
  });

  it('use reports from after the window only to know that it is complete', () => {
    expect(minutes({ blue_requests: '5 - - - - 9' }, 2)).toHaveLength(2);
  });

  it.each(['-1', 'NaN', 'Infinity'])('with the value %s are left out, since it is not a count', (value) => {
    const seen = minutes({ blue_requests: '5 6 7', green_user: `0 ${value} 1` });
    expect(seen.map((one) => one.from)).toEqual([at(0).toISOString(), at(2).toISOString()]);
  });

  it('have the number of durations, how many were slow, and the percentile', () => {
    const durations = { green_timed: '8 - 4', green_slow: '3', green_p95: '120.5 - 80', blue_timed: '5 5 5' };
    const seen = minutes({ blue_requests: '5 5 5', green_requests: '8 0 4' }, 3, durations, 100);
    expect(seen.map(({ candidate: { timed, slow, p95Ms } }) => [timed, slow, p95Ms])).toEqual([
      [8, 3, 120.5],
      [0, 0, null],
      [4, 0, 80],
    ]);
  });

  it('do not count durations that are not reported yet as fast', () => {
    const [minute] = minutes({ blue_requests: '5', green_requests: '8' }, 1, { blue_timed: '5' }, 100);
    expect(minute?.stable).toMatchObject({ timed: 5, slow: 0 });
    expect(minute?.candidate).toMatchObject({ requests: 8, timed: null, slow: null });
  });
});
