// What a plan that would see too little is told: another first step, or a tolerance with which it ends.
import { describe, expect, it } from '@jest/globals';
import { simulateRollouts } from '../../../bench/many-rollouts';
import { CLOUDWATCH, forecast } from '../../../controller/release/judge';
import { makePlan } from '../../../controller/release/rollout';
import { proposeFirstStep, proposeTolerance } from '../../../controller/rollout/forecast-proposals';
import type { Service } from '../../../environments/schema';
import { rollout } from '../../../environments/schema-rollout';
import { seededRandom } from '../../../sandbox/faults/random';

const parsed = rollout.parse({});
const planned = makePlan([{ name: 'web', rollout: parsed } as Service], {});
if (planned.kind === 'refused') throw new Error(planned.reason);
const { plan } = planned;
const { metrics } = parsed;

function proposals(perMinute: number, failing: number) {
  const traffic = { perMinute, failing, requests: perMinute * 15, isLittle: false };
  const known = { traffic, forecast: forecast(plan, metrics, traffic, CLOUDWATCH) };
  return {
    step: proposeFirstStep(known, plan, metrics, CLOUDWATCH),
    tolerance: proposeTolerance(known, plan, metrics, CLOUDWATCH),
  };
}

describe('a plan', () => {
  it('that sees enough and ends gets no proposal', () => {
    expect(proposals(1000, 0.001)).toEqual({ step: null, tolerance: null });
  });

  it('whose first step sees too little gets a longer or wider one', () => {
    const { step } = proposals(20, 0.001);
    expect(step?.sees).toBeLessThanOrEqual(0.1);
  });

  it('with little traffic gets a tolerance with which most good candidates end by themselves', () => {
    const { tolerance } = proposals(100, 0.001);
    expect(tolerance).not.toBeNull();
    const own = { ...metrics, errors: { ...metrics.errors, tolerance: tolerance ?? 0 } };
    const rates = { failures: 0.001, slow: 0.05 };
    const traffic = { requests: () => 100, stable: () => rates, candidate: () => rates };
    const ended = simulateRollouts((run) => ({ plan, metrics: own, traffic, random: seededRandom(1 + run) }), {
      runs: 40,
      checked: 1,
    });
    expect(ended.filter(({ outcome }) => outcome === 'settled').length).toBeGreaterThan(30);
  });
});
