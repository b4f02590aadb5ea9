// One row of the tables about whole rollouts: many rollouts with the same kind of traffic, and how they end.
import { makePlan } from '../controller/release/rollout';
import type { RolloutPlan } from '../controller/release/rollout';
import type { Service } from '../environments/schema';
import { rollout } from '../environments/schema-rollout';
import type { Rollout } from '../environments/schema-rollout';
import { seededRandom } from '../sandbox/faults/random';
import type { Random } from './chance';
import { computeMedian } from './measure';
import { simulateRollouts } from './many-rollouts';
import type { Arrival, Ended, Simulation, Traffic } from './whole-rollout';

/** A kind of traffic. `traffic` makes that of one rollout, which may draw what stays the same during it. */
export interface Scene {
  readonly name: string;
  readonly settings?: Parameters<typeof rollout.parse>[0];
  readonly arrival?: Arrival;
  /** So many rollouts at most, where they take long. */
  readonly atMost?: number;
  readonly traffic: (random: Random) => Traffic;
}

/** How the rollouts of a row ended. */
export interface Tally extends Readonly<Record<Ended['outcome'], number>> {
  readonly runs: number;
  /** Those that were rolled back with all requests on the candidate. */
  readonly rolledBackLast: number;
  /** Median of the minutes until the end. */
  readonly minutes: number;
}

/** Rollouts of each row that are also judged at every evaluation, to compare. */
const CHECKED = 20;

/** The plan and the settings of a scene. */
export function settingsOf({ settings = {} }: Pick<Scene, 'settings'>): { plan: RolloutPlan; parsed: Rollout } {
  const parsed = rollout.parse(settings);
  const planned = makePlan([{ name: 'web', rollout: parsed } as Service], {});
  if (planned.kind === 'refused') throw new Error(planned.reason);
  return { plan: planned.plan, parsed };
}

/** Simulates the rollouts of a row. Throws where one ends in another way when all of its evaluations are judged. */
export function runScene(
  scene: Scene,
  { runs: wanted, seed }: { readonly runs: number; readonly seed: number },
): Tally {
  const runs = Math.min(wanted, scene.atMost ?? wanted);
  const { plan, parsed } = settingsOf(scene);
  const make = (run: number): Simulation => {
    const random = seededRandom(seed + run);
    const { arrival, traffic } = scene;
    return { plan, metrics: parsed.metrics, traffic: traffic(random), random, arrival };
  };
  const ended = simulateRollouts(make, { runs, checked: CHECKED });
  const of = (outcome: Ended['outcome']): number => ended.filter((one) => one.outcome === outcome).length;
  return {
    runs,
    settled: of('settled'),
    'rolled-back': of('rolled-back'),
    paused: of('paused'),
    rolledBackLast: ended.filter(({ outcome, weight }) => outcome === 'rolled-back' && weight === 100).length,
    minutes: computeMedian(ended.map(({ minutes }) => minutes)),
  };
}
