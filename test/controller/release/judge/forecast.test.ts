// What a plan is said to see before it begins, compared with what rollouts see in simulated time.
import { describe, expect, it } from '@jest/globals';
import { simulateRollout } from '../../../../bench/whole-rollout';
import { CLOUDWATCH, forecast } from '../../../../controller/release/judge';
import type { Forecast } from '../../../../controller/release/judge';
import { makePlan } from '../../../../controller/release/rollout';
import type { RolloutPlan } from '../../../../controller/release/rollout';
import type { Service } from '../../../../environments/schema';
import { rollout } from '../../../../environments/schema-rollout';
import { seededRandom } from '../../../../sandbox/faults/random';

type Settings = Parameters<typeof rollout.parse>[0];

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
  const random = seededRandom(1);
  const traffic = {
    requests: () => perMinute,
    stable: () => ({ failures: failing, slow: SLOW }),
    candidate: () => ({ failures: rate, slow: SLOW }),
  };
  const ended = Array.from({ length: RUNS }, () => simulateRollout({ plan, metrics: parsed.metrics, traffic, random }));
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
    expect(forecastOf(20, 0.001)).toMatchObject({ ends: 'too few requests', steps: [{ sees: null }, {}] });
    expect(forecastOf(100, 0.001)).toMatchObject({ ends: 'inconclusive', seconds: 15 * 60 + 3600 });
    const { ends, seconds } = forecastOf(1000, 0.001);
    expect(ends).toBe('proven');
    expect(seconds / 60).toBeGreaterThan(15);
    expect(seconds / 60).toBeLessThan(45);
  });

  it('of everything at once compares with the record', () => {
    expect(forecastOf(1000, 0.001, { strategy: 'all_at_once', bake: '10m' })).toMatchObject({
      steps: [{ weight: 100, sees: expect.any(Number) }],
    });
  });
});
