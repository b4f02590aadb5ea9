// What ctl rollout plan prints.
import { describe, expect, it } from '@jest/globals';
import { foldLine } from '../../../controller/core/fold';
import type { Forecast, StepForecast } from '../../../controller/release/judge';
import type { ProposedForecast } from '../../../controller/rollout/forecast';
import type { MeasuredTraffic } from '../../../controller/rollout/forecast-traffic';
import { renderForecast, summarizeForecast } from '../../../controller/render/forecast';

const step = (changes: Partial<StepForecast>): StepForecast => ({
  weight: 10,
  seconds: 600,
  held: 0,
  requests: 700,
  sees: 0.018,
  approval: false,
  ...changes,
});

const planOf = (changes: Partial<Forecast>, traffic: MeasuredTraffic | null = TRAFFIC): ProposedForecast => {
  const forecast: Forecast = { steps: [step({})], seconds: 1740, ends: 'proven', lacks: null, ...changes };
  const services = [{ service: 'web', traffic, forecast, instead: null, tolerance: null }];
  return { environment: 'prod', at: '2030-01-01T14:00:00Z', services };
};

const TRAFFIC: MeasuredTraffic = { perMinute: 1000, failing: 0.001, requests: 15_000, isLittle: false };

describe('a forecast', () => {
  it('gives a rate only where enough is known of the traffic', () => {
    expect(renderForecast(planOf({}))[0]).toBe('web: 1,000 requests a minute, 0.1 % of them fail');
    const traffic = { perMinute: 0.2, failing: 0, requests: 3, isLittle: true };
    const little = '3 requests seen in the last 15 minutes, taken as 0.2 a minute: the traffic is little known';
    expect(renderForecast(planOf({}, traffic))[0]).toBe(`web: ${little}`);
    expect(summarizeForecast(planOf({}, traffic))).toContain(`${little}; 10 % sees`);
    expect(renderForecast(planOf({}, { ...traffic, requests: 1 }))[0]).toContain('web: 1 request seen');
  });

  it('says when it ends, with the date where that is not today', () => {
    expect(renderForecast(planOf({})).join('\n')).toContain('is proven so at about 14:29 UTC');
    expect(renderForecast(planOf({ seconds: 10 * 3600 })).join('\n')).toContain('at about 2030-01-02 00:00 UTC');
    expect(summarizeForecast(planOf({ seconds: 24 * 3600 }))).toContain('at about 2030-01-02 14:00 UTC');
  });

  it('says which steps wait for a person, and that the time does not include that', () => {
    const steps = [step({ seconds: 0, approval: true, sees: null, requests: 0 }), step({ weight: 50, approval: true })];
    const lines = renderForecast(planOf({ steps })).join('\n');
    expect(lines).toMatch(/10 % until it is approved: [^]*50 % for 10m, and until it is approved: /);
    expect(lines).toContain('at about 14:29 UTC, without the time until it is approved');
    expect(renderForecast(planOf({})).join('\n')).not.toContain('approved');
  });

  it('tells the bake time from a step to 100 % before it', () => {
    const lines = renderForecast(planOf({ steps: [step({ weight: 100 }), step({ weight: 100, seconds: 300 })] }));
    expect(lines.slice(1, 3).map((line) => line.split(':')[0])).toEqual(['  100 % for 10m', '  100 % then for 5m']);
  });

  it('says how long a step is held, and which metric lacks requests', () => {
    const held = renderForecast(planOf({ steps: [step({ held: 480 }), step({})] })).join('\n');
    expect(held).toContain('10 % for 10m, and 8m more until it has enough requests: sees errors of 1.8 %');
    const steps = [step({ held: 3600, sees: null, requests: 1, approval: true })];
    const lacks = renderForecast(planOf({ steps, seconds: 4200, ends: 'too few requests', lacks: 'latency' }));
    expect(lacks.slice(1)).toEqual([
      '   10 % for 10m, and 1h more without enough requests: sees nothing, with 1 request by its end',
      '  too few requests for latency.min_requests: it pauses at about 15:10 UTC',
    ]);
  });

  it.each([40, 47, 60, 77, 80])('fits %i columns, breaks no word, and continues lines with an indent', (columns) => {
    const first = { weight: 25, minutes: 30, sees: 0.08 };
    const plan = planOf({ steps: [step({ held: 480, approval: true })], ends: 'inconclusive', seconds: 86_400 });
    const wide = { ...plan, services: plan.services.map((one) => ({ ...one, instead: first })) };
    const lines = renderForecast(wide).flatMap((line) => foldLine(line, columns));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    const words = (all: readonly string[]): string[] => all.join(' ').trim().split(/ +/);
    expect(lines.filter((line) => line.trim().startsWith('%'))).toEqual([]);
    expect(words(lines)).toEqual(words(renderForecast(wide)));
    expect(lines.slice(1).every((line) => line.startsWith('  '))).toBe(true);
  });

  it.each([
    ['too few requests', 'errors', 'too few requests for errors.min_requests: it pauses at about 14:29 UTC'],
    ['unproven', null, 'it ends without a comparison at about 14:29 UTC'],
    ['no data', 'errors', 'no data in time for errors, so that its no_data rolls it back at about 14:29 UTC'],
  ] as const)('without requests says how it ends: %s', (ends, lacks, expected) => {
    const plan = planOf({ ends, lacks }, null);
    expect(renderForecast(plan)).toContain(`  ${expected}`);
    expect(summarizeForecast(plan)).toBe(`no requests in the last 15 minutes; ${expected}`);
  });
});
