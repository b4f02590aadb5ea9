// What a plan is said to see before it begins, compared with what rollouts see in simulated time.
import { describe, expect, it } from '@jest/globals';
import { simulateRollouts } from '../../../../bench/many-rollouts';
import { simulateRollout } from '../../../../bench/whole-rollout';
import { CLOUDWATCH, SOURCES, forecast } from '../../../../controller/release/judge';
import type { Forecast } from '../../../../controller/release/judge';
import { makePlan } from '../../../../controller/release/rollout';
import type { RolloutPlan } from '../../../../controller/release/rollout';
import type { Service } from '../../../../environments/schema';
import { rollout } from '../../../../environments/schema-rollout';
import { seededRandom } from '../../../../sandbox/faults/random';

type Settings = Parameters<typeof rollout.parse>[0];

const COUNT = { namespace: 'Shop', metric: 'Checkouts', dimensions: { color: '{color}' }, stat: 'Sum' };
const PAIR = { bad: { ...COUNT, metric: 'Failed' }, all: COUNT };
const RUNS = 100;
const SLOW = 0.05;

function planOf(settings: Settings): { readonly plan: RolloutPlan; readonly parsed: ReturnType<typeof rollout.parse> } {
  const parsed = rollout.parse(settings);
  const planned = makePlan([{ name: 'web', rollout: parsed } as Service], {});
  if (planned.kind === 'refused') throw new Error(planned.reason);
  return { plan: planned.plan, parsed };
}

const forecastOf = (perMinute: number, failing: number, settings: Settings = {}): Forecast => {
  const { plan, parsed } = planOf(settings);
  return forecast(plan, parsed.metrics, { perMinute, failing }, CLOUDWATCH);
};

/** The part of rollouts that are rolled back at the first weight, when the candidate fails at a rate. */
function seenAtFirst(perMinute: number, failing: number, rate: number): number {
  const { plan, parsed } = planOf({});
  const traffic = {
    requests: () => perMinute,
    stable: () => ({ failures: failing, slow: SLOW }),
    candidate: () => ({ failures: rate, slow: SLOW }),
  };
  const common = { plan, metrics: parsed.metrics, traffic };
  const ended = simulateRollouts((run) => ({ ...common, random: seededRandom(1 + run) }), { runs: RUNS, checked: 1 });
  return ended.filter(({ outcome, weight }) => outcome === 'rolled-back' && weight === 10).length / RUNS;
}

describe('a forecast', () => {
  it.each([
    [300, 0.001],
    [1000, 0.01],
    [10_000, 0.001],
  ])('at %d requests a minute, %d of them failing, is within 20 % of simulations', (perMinute, failing) => {
    const sees = forecastOf(perMinute, failing).steps[0]?.sees ?? NaN;
    expect(seenAtFirst(perMinute, failing, sees * 1.2)).toBeGreaterThan(0.9);
    expect(seenAtFirst(perMinute, failing, sees / 1.2)).toBeLessThan(0.9);
  });

  it('sees less with every weight, since the evidence that a candidate is worse adds up', () => {
    const { steps } = forecastOf(1000, 0.001, {
      strategy: {
        steps: [
          { weight: 10, wait: '10m' },
          { weight: 50, wait: '10m' },
        ],
      },
    });
    const sees = steps.map((step) => step.sees ?? 1);
    expect(sees).toEqual([...sees].sort((a, b) => b - a));
    expect(new Set(sees).size).toBe(3);
  });

  it('says when a plan has too few requests to go on, is bound to end inconclusive, and ends with a proof', () => {
    expect(forecastOf(2, 0.001)).toMatchObject({ ends: 'too few requests', steps: [{ weight: 10, sees: null }] });
    expect(forecastOf(100, 0.001)).toMatchObject({ ends: 'inconclusive', seconds: 15 * 60 + 3600 });
    const { ends, seconds } = forecastOf(1000, 0.001);
    expect(ends).toBe('proven');
    expect(seconds / 60).toBeGreaterThan(15);
    expect(seconds / 60).toBeLessThan(45);
  });

  it('holds a step until its requests have come, and then goes on', () => {
    const { steps, seconds, ends } = forecastOf(20, 0.001);
    // Fifteen known minutes of two requests each; CloudWatch has the last one two and a half minutes later.
    expect(steps).toMatchObject([
      { weight: 10, seconds: 600, held: 480, requests: 30 },
      { weight: 100, held: 0 },
    ]);
    expect({ seconds, ends }).toEqual({ seconds: 600 + 480 + 300 + 3600, ends: 'inconclusive' });
    const { plan, parsed } = planOf({
      strategy: {
        steps: [
          { weight: 20, wait: '15s' },
          { weight: 100, wait: '15s' },
        ],
      },
      ...{ bake: '15s', interval: '2s', hold_at_most: '2m' },
    });
    const [first] = forecast(plan, parsed.metrics, { perMinute: 131, failing: 0 }, SOURCES.sandbox).steps;
    // 131 requests a minute are 30 of the candidate in 69 seconds, which an evaluation every two seconds sees after 56 more.
    expect(first).toMatchObject({ seconds: 15, held: 56, requests: 30 });
  });

  it.each([2, 20, 60])('at %d requests a minute, pauses or ends when simulations do', (perMinute) => {
    const { plan, parsed } = planOf({ inconclusive: 'settle' });
    const rates = () => ({ failures: 0, slow: SLOW });
    const traffic = { requests: () => perMinute, stable: rates, candidate: rates };
    const ended = simulateRollout({ plan, metrics: parsed.metrics, traffic, random: seededRandom(1) });
    const { ends, seconds, steps } = forecastOf(perMinute, 0);
    expect(ended.outcome).toBe(ends === 'too few requests' ? 'paused' : 'settled');
    expect(ended.weight).toBe(steps.at(-1)?.weight);
    expect(Math.abs(seconds / 60 - ended.minutes)).toBeLessThan(5);
  });

  it('pauses after the wait of the step that has too few requests, and hold_at_most', () => {
    const { ends, seconds, steps } = forecastOf(2, 0.001, {
      strategy: {
        steps: [
          { weight: 10, wait: '10m' },
          { weight: 50, wait: '2h' },
        ],
      },
      hold_at_most: '30m',
    });
    expect({ ends, seconds, reached: steps.length }).toEqual({ ends: 'too few requests', seconds: 2400, reached: 1 });
  });

  it.each([
    ['throttles', { throttles: { min_requests: 200 } }, 780],
    ['latency', { latency: { min_requests: 150 } }, 480],
    ['a metric in a dry run', { throttles: { min_requests: 200, dry_run: true } }, 0],
    ['a warm-up', { errors: { initial_delay: '9m' } }, 300],
    ['metrics of the file', { custom: { checkouts: { ...PAIR, min_requests: 100 } } }, 1620],
  ])('holds for the largest min_requests of all metrics that decide: %s', (_, metrics, held) => {
    const { plan, parsed } = planOf({ metrics });
    const traffic = { perMinute: 100, failing: 0, parts: { checkouts: 0.3 } };
    expect(forecast(plan, parsed.metrics, traffic, CLOUDWATCH).steps[0]).toMatchObject({ held });
  });

  it('names the metric whose requests do not come, and does without those that pass without data', () => {
    const metrics = { throttles: { min_requests: 10_000 } };
    expect(forecastOf(100, 0, { metrics })).toMatchObject({
      ends: 'too few requests',
      lacks: 'throttles',
      seconds: 4200,
    });
    const { plan, parsed } = planOf({});
    const traffic = { perMinute: 1000, failing: 0, parts: { throttles: 0 } };
    expect(forecast(plan, parsed.metrics, traffic, CLOUDWATCH).lacks).toBeNull();
  });

  it('without requests says what no_data makes of it', () => {
    const without = (no_data: 'hold' | 'pass' | 'fail') => {
      const { steps, ...end } = forecastOf(0, 0, { metrics: { errors: { no_data } } });
      return { ...end, reached: steps.length };
    };
    expect(without('hold')).toEqual({ ends: 'too few requests', lacks: 'errors', seconds: 4200, reached: 1 });
    expect(without('pass')).toEqual({ ends: 'unproven', lacks: null, seconds: 900, reached: 2 });
    expect(without('fail')).toEqual({ ends: 'no data', lacks: 'errors', seconds: 60, reached: 0 });
  });

  it('counts the self-test, and a wait at 100 % before the bake time, whose requests are known by its end', () => {
    const settings: Settings = {
      strategy: {
        steps: [
          { weight: 10, wait: '5m' },
          { weight: 100, wait: '1h' },
        ],
      },
      self_test: '10m',
    };
    const { steps, seconds, ends } = forecastOf(1000, 0.001, settings);
    expect(steps.map((step) => [step.weight, step.seconds])).toEqual([
      [10, 300],
      [100, 3600],
      [100, 300],
    ]);
    expect(steps.at(-1)?.requests).toBe(62_000);
    expect({ seconds, ends }).toEqual({ seconds: 600 + 300 + 3600 + 300, ends: 'proven' });
  });

  it('names the steps that wait for a person, and ends without a proof where there is no bake time', () => {
    const no_data = 'pass' as const;
    const strategy = {
      steps: [
        { weight: 10, approval: true },
        { weight: 50, wait: '5m' },
      ],
    };
    const { steps, ends, seconds } = forecastOf(1000, 0, { strategy, bake: '0s', metrics: { errors: { no_data } } });
    expect(steps.map(({ approval, held }) => [approval, held])).toEqual([
      [true, 0],
      [false, 0],
    ]);
    expect({ ends, seconds }).toEqual({ ends: 'unproven', seconds: 300 });
  });

  it('of everything at once compares with the record', () => {
    expect(forecastOf(1000, 0.001, { strategy: 'all_at_once', bake: '10m' })).toMatchObject({
      steps: [{ weight: 100, sees: expect.any(Number) }],
    });
  });
});
