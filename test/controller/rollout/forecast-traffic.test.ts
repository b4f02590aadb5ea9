// The traffic that a forecast is made from: how much is known of it.
import { describe, expect, it } from '@jest/globals';
import { metrics as metricsSchema } from '../../../environments/schema-metrics';
import { NO_TIMING } from '../../../controller/release/judge';
import type { Counts, Interval } from '../../../controller/release/judge';
import { measureTraffic } from '../../../controller/rollout/forecast-traffic';

const METRICS = metricsSchema.parse({});
const T0 = Date.parse('2030-01-01T14:00:00Z');

const countsOf = (requests: number, failures: number): Counts => ({
  ...NO_TIMING,
  requests,
  failures,
  clientErrors: 0,
  throttles: null,
  response: NO_TIMING,
  custom: {},
});

/** Intervals of some seconds each, with these requests of the stable color. */
const intervalsOf = (seconds: number, requests: readonly number[], failures = 0): Interval[] =>
  requests.map((count, i) => ({
    from: new Date(T0 + i * seconds * 1000).toISOString(),
    to: new Date(T0 + (i + 1) * seconds * 1000).toISOString(),
    stable: countsOf(count, failures),
    candidate: countsOf(0, 0),
  }));

describe('the traffic of the last minutes', () => {
  it('is what was measured, divided by the time that is known', () => {
    const measured = measureTraffic(intervalsOf(60, [100, 100], 1), METRICS);
    expect(measured).toMatchObject({ perMinute: 100, failing: 0.01, requests: 200, isLittle: false });
    expect(measured?.parts).toMatchObject({ errors: 1, client_errors: 1, throttles: 0, latency: 0 });
  });

  it('is little known with less than a minute of data, or few requests: then all the time counts', () => {
    expect(measureTraffic(intervalsOf(1, [0, 0, 0, 1, 0, 0]), METRICS)).toMatchObject({
      ...{ perMinute: 1 / 15, requests: 1, isLittle: true },
    });
    expect(measureTraffic(intervalsOf(1, [300, 300]), METRICS)).toMatchObject({ perMinute: 40, isLittle: true });
    expect(measureTraffic(intervalsOf(60, [10, 10, 9]), METRICS)).toMatchObject({ perMinute: 29 / 15, isLittle: true });
  });

  it('is none without a request', () => {
    expect(measureTraffic([], METRICS)).toBeNull();
    expect(measureTraffic(intervalsOf(60, [0, 0]), METRICS)).toBeNull();
  });
});
