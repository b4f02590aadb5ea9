// How a chart is laid out.
import { describe, expect, it } from '@jest/globals';
import { layOut, niceCeiling } from '../../console/chart-layout';
import type { SeriesPoint } from '../../controller/console/wire';

const counts = (requests: number) => ({ requests, failures: 0, p95Ms: null });
const point = (minute: number, blue: number, green: number): SeriesPoint => ({
  ...{ at: `2030-01-01T00:0${minute}:00.000Z`, seconds: 60 },
  ...{ blue: counts(blue), green: counts(green) },
});
const SERIES = {
  ...{ from: '2030-01-01T00:00:00.000Z', to: '2030-01-01T00:03:00.000Z', marks: [] },
  points: [point(0, 100, 0), point(1, 90, 10), point(2, 0, 0)],
};
const size = { width: 344, unit: '' };
const valueOf = ({ requests }: { readonly requests: number }) => (requests === 0 ? null : requests);

describe('a chart', () => {
  it('leaves a gap where there is no value, and a dot for one between gaps', () => {
    const { lines } = layOut(SERIES, valueOf, size);
    expect(lines.map(({ path }) => path)).toEqual(['M52 18L148 29', 'M148 117h1']);
  });

  it('begins at 0 and ends at a round number', () =>
    expect(layOut(SERIES, valueOf, size).ticks.map(({ text }) => text)).toEqual(['0', '50', '100']));

  it('keeps every mark, but not a label over another one', () => {
    const marks = ['00:01:00', '00:01:10', '00:02:30'].map((at, i) => ({ at: `2030-01-01T${at}Z`, text: `mark ${i}` }));
    const laid = layOut({ ...SERIES, marks }, valueOf, size).marks;
    expect(laid.map(({ text }) => text)).toEqual(['', 'mark 1', 'mark 2']);
  });

  it.each([
    [0, 1],
    [0.03, 0.05],
    [1, 1],
    [7, 10],
    [180, 200],
  ])('ends at the next round number: %d', (value, end) => expect(niceCeiling(value)).toBeCloseTo(end));
});
