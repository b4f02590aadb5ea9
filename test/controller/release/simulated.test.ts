// Whole rollouts in simulated time, with the default settings: good and bad candidates by the hundred, and every one ends.
import { describe, expect, it } from '@jest/globals';
import { simulateRollouts } from '../../../bench/many-rollouts';
import type { Ended, Rates } from '../../../bench/whole-rollout';
import { makePlan } from '../../../controller/release/rollout';
import type { RolloutPlan } from '../../../controller/release/rollout';
import type { Service } from '../../../environments/schema';
import { rollout } from '../../../environments/schema-rollout';
import { seededRandom } from '../../../sandbox/faults/random';

/** Rollouts of each kind. */
const RUNS = 20;
/** Those of them of which every evaluation is judged. */
const CHECKED = 1;
const SEED = 20_261_127;

type Settings = Parameters<typeof rollout.parse>[0];

const ALWAYS =
  (failures: number, slow = 0.05) =>
  (): Rates => ({ failures, slow });

interface Scene {
  readonly requests?: number;
  readonly settings?: Settings;
  readonly stable?: (minute: number, weight: number) => Rates;
  readonly candidate: (minute: number, weight: number) => Rates;
}

/** How many of a number of rollouts end in each way. */
function count(
  { requests = 1000, settings = {}, stable = ALWAYS(0.001), candidate }: Scene,
  runs = RUNS,
): { ended: readonly Ended[] } & Record<Ended['outcome'], number> {
  const parsed = rollout.parse(settings);
  const traffic = { requests: () => requests, stable, candidate };
  const common = { plan: planOf(parsed), metrics: parsed.metrics, traffic };
  const ended = simulateRollouts((run) => ({ ...common, random: seededRandom(SEED + run) }), {
    runs,
    checked: CHECKED,
  });
  const of = (outcome: Ended['outcome']): number => ended.filter((one) => one.outcome === outcome).length;
  return { ended, settled: of('settled'), 'rolled-back': of('rolled-back'), paused: of('paused') };
}

function planOf(parsed: ReturnType<typeof rollout.parse>): RolloutPlan {
  const planned = makePlan([{ name: 'web', rollout: parsed } as Service], {});
  if (planned.kind === 'refused') throw new Error(planned.reason);
  return planned.plan;
}

describe('rollouts with the defaults', () => {
  it.each([
    [10_000, 0.0001],
    [1000, 0.001],
    [1000, 0.01],
  ])('settle when both colors are alike: %d requests a minute, %d of them fail', (requests, rate) => {
    const { settled, paused } = count({ requests, stable: ALWAYS(rate), candidate: ALWAYS(rate) });
    expect(settled + paused).toBe(RUNS);
    expect(settled).toBeGreaterThanOrEqual(RUNS - 1);
  });

  it.each([
    ['fails 5 % from the first step on', ALWAYS(0.05)],
    ['fails 4 % only with all requests', (_: number, weight: number): Rates => ALWAYS(weight < 100 ? 0.001 : 0.04)()],
    [
      'is slower only with all requests',
      (_: number, weight: number): Rates => ALWAYS(0.001, weight < 100 ? 0.05 : 0.3)(),
    ],
    ['fails everything from the first step on', ALWAYS(1)],
  ])('are rolled back when the candidate %s', (_, candidate) => {
    expect(count({ candidate })['rolled-back']).toBe(RUNS);
  });

  it('never settle a candidate that fails five times as often, 0.5 % instead of 0.1 %', () => {
    const { settled } = count({ candidate: ALWAYS(0.005) });
    expect(settled).toBeLessThanOrEqual(1);
  });

  it('are rolled back at once where everything moves at once', () => {
    const { ended } = count({ settings: { strategy: 'all_at_once' }, candidate: ALWAYS(0.04) });
    expect(ended.filter(({ outcome, minutes }) => outcome !== 'rolled-back' || minutes > 9)).toEqual([]);
  });

  it('pause while both colors fail', () => {
    const outage = (minute: number): Rates => ALWAYS(minute === 4 ? 0.3 : 0.001)();
    const result = count({ stable: outage, candidate: outage });
    expect(result['rolled-back']).toBe(0);
    expect(result.paused).toBeGreaterThanOrEqual(RUNS - 1);
    expect(result.ended[0]?.reason).toContain('going back would not help');
  });

  it('go on after one bad minute below the limit', () => {
    const cold = (minute: number): Rates => ALWAYS(minute === 0 ? 0.03 : 0.001, minute === 0 ? 0.5 : 0.05)();
    expect(count({ candidate: cold })['rolled-back']).toBeLessThanOrEqual(1);
  });

  it('end although there is no traffic, or next to none', () => {
    for (const requests of [0, 3]) {
      const { ended, paused } = count({ requests, candidate: ALWAYS(0) }, 3);
      expect(paused).toBe(3);
      expect(ended[0]?.minutes).toBeLessThanOrEqual(10 + 60 + 2);
    }
  });
});
