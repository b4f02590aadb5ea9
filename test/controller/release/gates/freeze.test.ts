// Freezes: in UTC, over midnight and the end of the week, and when they end.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkFreeze } from '../../../../controller/release/gates';
import type { Freeze } from '../../../../environments/schema-rollout';
import { DAYS } from '../../../../environments/week-time';

const at = (text: string): Date => new Date(text);
const weekly = (days: readonly (typeof DAYS)[number][], from: string, to: string): Freeze => ({
  weekly: { days: [...days], from, to },
});
const once = (from: string, to: string, reason?: string): Freeze => ({ once: { from, to, reason } });

/** 2026-11-27 is a Friday. */
const NIGHTS = [weekly(['fri'], '16:00', '08:00')];
const WEEK_END = [weekly(['fri'], '16:00', 'mon 08:00')];
const EVERY_DAY = [weekly(DAYS, '22:00', '06:00')];

describe('a weekly freeze', () => {
  it.each<[name: string, freezes: readonly Freeze[], now: string, until: string | undefined]>([
    ['is open a minute before it begins', NIGHTS, '2026-11-27T15:59:00Z', undefined],
    ['is frozen from its first moment', NIGHTS, '2026-11-27T16:00:00Z', '2026-11-28T08:00:00.000Z'],
    ['continues over midnight', NIGHTS, '2026-11-28T00:00:00Z', '2026-11-28T08:00:00.000Z'],
    ['is frozen until its last moment', NIGHTS, '2026-11-28T07:59:59.999Z', '2026-11-28T08:00:00.000Z'],
    ['is open from its end on', NIGHTS, '2026-11-28T08:00:00Z', undefined],
    ['is open on the same hour of another day', NIGHTS, '2026-11-26T17:00:00Z', undefined],
    ['ends on another day if it names one', WEEK_END, '2026-11-29T12:00:00Z', '2026-11-30T08:00:00.000Z'],
    ['that ends on another day is open after that', WEEK_END, '2026-11-30T08:00:00Z', undefined],
    ['continues over the end of the year', WEEK_END, '2027-01-01T23:00:00Z', '2027-01-04T08:00:00.000Z'],
    ['of every night is open by day', EVERY_DAY, '2026-11-25T12:00:00Z', undefined],
    ['of every night ends in the morning', EVERY_DAY, '2026-11-25T05:59:00Z', '2026-11-25T06:00:00.000Z'],
    [
      'that ends on the day on which it began, but at an earlier time, lasts nearly a week',
      [weekly(['mon'], '12:00', 'mon 11:00')],
      '2026-11-29T12:00:00Z',
      '2026-11-30T11:00:00.000Z',
    ],
    [
      'that follows another one directly counts as one with it',
      [weekly(['fri'], '16:00', '00:00'), weekly(['sat', 'sun'], '00:00', '00:00'), weekly(['mon'], '00:00', '08:00')],
      '2026-11-27T20:00:00Z',
      '2026-11-30T08:00:00.000Z',
    ],
    ['is independent of the time zone of now', NIGHTS, '2026-11-27T17:30:00+02:00', undefined],
  ])('%s', (_, freezes, now, until) => {
    const result = checkFreeze(freezes, at(now));
    expect(result.kind === 'frozen' ? result.until.toISOString() : undefined).toBe(until);
  });

  it('has its time as its reason', () => {
    expect(checkFreeze(WEEK_END, at('2026-11-29T12:00:00Z'))).toMatchObject({
      reason: 'every fri from 16:00 to mon 08:00 UTC',
    });
  });
});

describe('a freeze that happens once', () => {
  const HOLIDAYS = once('2026-12-20T00:00:00Z', '2027-01-04T00:00:00Z', 'holidays');

  it('is frozen from its beginning to its end, with its reason', () => {
    expect(checkFreeze([HOLIDAYS], at('2026-12-19T23:59:59Z'))).toEqual({ kind: 'open' });
    const until = at('2027-01-04T00:00:00Z');
    expect(checkFreeze([HOLIDAYS], at('2026-12-20T00:00:00Z'))).toEqual({ kind: 'frozen', until, reason: 'holidays' });
    expect(checkFreeze([HOLIDAYS], until)).toEqual({ kind: 'open' });
  });

  it('lasts as long as the longest of those that overlap', () => {
    const both = [once('2026-12-20T00:00:00Z', '2026-12-21T00:00:00Z'), HOLIDAYS];
    expect(checkFreeze(both, at('2026-12-20T12:00:00Z'))).toMatchObject({ until: at('2027-01-04T00:00:00Z') });
  });
});

it('without freezes it is open', () => {
  expect(checkFreeze([], at('2026-12-20T12:00:00Z'))).toEqual({ kind: 'open' });
});

it('is open at its end, and not a moment before', () => {
  const time = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
  // Some days are left free, so that freezes do not follow each other forever.
  const freeze = fc
    .record({ days: fc.subarray(['mon', 'tue', 'wed', 'thu'] as const, { minLength: 1 }), from: time, to: time })
    .map(({ days, from, to }) => weekly(days, from, to));
  const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
  fc.assert(
    fc.property(fc.array(freeze, { maxLength: 3 }), moment, (freezes, now) => {
      const result = checkFreeze(freezes, new Date(now));
      if (result.kind === 'open') return;
      expect(result.until.getTime()).toBeGreaterThan(now);
      expect(checkFreeze(freezes, result.until)).toEqual({ kind: 'open' });
      expect(checkFreeze(freezes, new Date(result.until.getTime() - 1)).kind).toBe('frozen');
    }),
  );
});
