// How the rollouts of tests begin, with a plan of two steps unless a test has its own.
import { createRolloutState } from '../../../controller/release/rollout';
import type { RolloutPlan, RolloutState } from '../../../controller/release/rollout';

const T0 = Date.parse('2030-01-01T00:00:00Z');

/** A time, in seconds since the start of the rollout. */
export const at = (seconds: number): Date => new Date(T0 + seconds * 1000);

/** 10 %, then 100 %. */
export const PLAN: RolloutPlan = {
  steps: [
    { weight: 10, waitSeconds: 120, approval: false },
    { weight: 100, waitSeconds: 0, approval: false },
  ],
  bakeSeconds: 120,
  settle: true,
  intervalSeconds: 60,
  selfTestSeconds: 0,
  approval: { expiresSeconds: 600, otherwise: 'rollback' },
  lostApiSeconds: 300,
  holdAtMostSeconds: 600,
  inconclusive: 'pause',
};

/** A rollout of web to green that begins at 0 seconds. */
export const startedRollout = (plan: RolloutPlan = PLAN, id = 'r1', environment = 'prod'): RolloutState =>
  createRolloutState(
    {
      id,
      environment,
      services: ['web'],
      candidates: { web: 'green' },
      stableCode: { web: 'v1' },
      configuration: 'hash',
      plan,
      by: 'ada',
      via: 'live',
      reason: null,
    },
    at(0),
  );
