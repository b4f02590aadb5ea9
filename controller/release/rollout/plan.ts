// The plan of a rollout, from the environment file and the flags. Pure.
import { parseDuration } from '../../../environments/duration';
import type { Service } from '../../../environments/schema';
import type { Strategy } from '../../../environments/strategy';
import { expandStrategy } from '../../../environments/strategy';
import type { RolloutPlan } from './types';

/** The flags, which replace parts of the file. Durations are texts such as 5m. */
export interface PlanFlags {
  readonly strategy?: Strategy;
  readonly bake?: string;
  readonly interval?: string;
  readonly selfTest?: string;
  readonly settle?: boolean;
}

/** A plan, or why the services cannot share one. */
export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: RolloutPlan }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/** Makes the plan that all services share. They must agree unless a flag decides; of the other parts the strictest applies. */
export function makePlan(services: readonly Service[], flags: PlanFlags): PlanResult {
  const plans = services.map(({ rollout }) => planService(rollout, flags));
  const [first, ...others] = plans;
  if (!first) throw new RangeError('a rollout needs at least one service');
  for (const [i, other] of others.entries()) {
    const unlike = SHARED_PARTS.find((part) => JSON.stringify(first[part]) !== JSON.stringify(other[part]));
    if (unlike) return refusePlan([services[0]?.name ?? '', services[i + 1]?.name ?? ''], unlike);
  }
  const expiresSeconds = Math.min(...plans.map((plan) => plan.approval.expiresSeconds));
  const careful = plans.some((plan) => plan.approval.otherwise === 'rollback');
  return {
    kind: 'plan',
    plan: {
      ...first,
      approval: { expiresSeconds, otherwise: careful ? 'rollback' : 'go_on' },
      lostApiSeconds: Math.min(...plans.map((plan) => plan.lostApiSeconds)),
      holdAtMostSeconds: Math.min(...plans.map((plan) => plan.holdAtMostSeconds)),
      inconclusive: mostCareful(plans),
    },
  };
}

const mostCareful = (plans: readonly RolloutPlan[]): RolloutPlan['inconclusive'] =>
  (['rollback', 'pause'] as const).find((one) => plans.some(({ inconclusive }) => inconclusive === one)) ?? 'settle';

/** The parts of a plan in which services that move together must agree, each with the flag that replaces it. */
const FLAGS = {
  steps: '--strategy',
  bakeSeconds: '--bake',
  settle: '--settle or --no-settle',
  intervalSeconds: '--interval',
  selfTestSeconds: '--self-test',
} as const;
const SHARED_PARTS = ['steps', 'bakeSeconds', 'settle', 'intervalSeconds', 'selfTestSeconds'] as const;

const refusePlan = ([a, b]: readonly [string, string], part: keyof typeof FLAGS): PlanResult => ({
  kind: 'refused',
  reason: `${a} and ${b} cannot move together: they differ in ${part.replace('Seconds', '')}`,
  hint: `Give ${FLAGS[part]}, or make rollout the same for both in the file`,
});

const planService = (rollout: Service['rollout'], flags: PlanFlags): RolloutPlan => ({
  steps: expandStrategy(flags.strategy ?? rollout.strategy),
  bakeSeconds: parseDuration(flags.bake ?? rollout.bake),
  settle: flags.settle ?? rollout.settle,
  intervalSeconds: Math.max(1, parseDuration(flags.interval ?? rollout.interval)),
  selfTestSeconds: parseDuration(flags.selfTest ?? rollout.self_test),
  approval: { expiresSeconds: parseDuration(rollout.approval.expires), otherwise: rollout.approval.otherwise },
  lostApiSeconds: parseDuration(rollout.lost_api),
  holdAtMostSeconds: parseDuration(rollout.hold_at_most),
  inconclusive: rollout.inconclusive,
});
