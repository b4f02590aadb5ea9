// What the sandbox counts by the second: histograms of durations, an hour of seconds, and the answer for a window.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDuration, countAbove, percentile, countAll } from '../../sandbox/histogram';
import type { Histogram } from '../../sandbox/histogram';
import { answerWindow } from '../../sandbox/metrics-window';
import { createSeconds } from '../../sandbox/seconds';

const START = Date.parse('2026-03-01T12:00:00Z');
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const ok = { kind: 'target', status: 200, milliseconds: 5, responseMilliseconds: 7 } as const;

const histogramOf = (durations: readonly number[]): Histogram => {
  const histogram: Histogram = new Map();
  for (const one of durations) addDuration(histogram, one);
  return histogram;
};

describe('a histogram of durations', () => {
  const durations = fc.array(fc.double({ min: 0.1, max: 900_000, noNaN: true }), { minLength: 1, maxLength: 200 });

  it('has the 95th percentile to within one percent', () => {
    fc.assert(
      fc.property(durations, (all) => {
        const exact = [...all].sort((a, b) => a - b)[Math.ceil(0.95 * all.length) - 1] ?? NaN;
        expect(Math.abs((percentile(histogramOf(all), 0.95) ?? NaN) / exact - 1)).toBeLessThan(0.0101);
      }),
    );
  });

  it('counts durations above a threshold, exact except within one percent of it', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 1, max: 1000, noNaN: true }), (all, threshold) => {
        const above = countAbove(histogramOf(all), threshold);
        expect(above).toBeGreaterThanOrEqual(all.filter((one) => one > threshold * 1.0101).length);
        expect(above).toBeLessThanOrEqual(all.filter((one) => one > threshold / 1.0101).length);
      }),
    );
  });

  it('has no percentile and no counts without durations', () => {
    expect([percentile(new Map(), 0.95), countAbove(new Map(), 1), countAll(new Map())]).toEqual([null, 0, 0]);
  });
});

describe('seconds', () => {
  it('are removed after an hour, also when the clock goes back', () => {
    const seconds = createSeconds();
    for (let n = 0; n < 4000; n++) seconds.record('g', ok, at(n));
    expect(seconds.read().get('g')?.length).toBe(3600);
    expect(seconds.read().get('g')?.[0]?.at).toBe(at(400).getTime() / 1000);
    for (let n = 0; n < 4000; n++) seconds.record('g', ok, at(n - 10_000));
    expect(seconds.read().get('g')?.length).toBe(3600);
  });

  it('that were removed are not part of the answer for a window', () => {
    const recorded = { seconds: new Map(), since: at(0), now: at(5000) };
    const requested = {
      from: START,
      to: at(5001).getTime(),
      thresholds: { slow: null, slowest: null, slowResponse: null },
    };
    expect(answerWindow(recorded, requested)).toMatchObject({
      from: at(1401).toISOString(),
      to: at(5000).toISOString(),
    });
  });
});
