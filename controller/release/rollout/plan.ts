// The plan of a rollout, from what the environment file says of its services and what flags replace. Pure.
import { parseDuration } from '../../../environments/duration';
import type { Service } from '../../../environments/schema';
import type { Strategy } from '../../../environments/strategy';
import { expandStrategy } from '../../../environments/strategy';
import type { RolloutPlan } from './types';

/** What flags replace. Durations are texts such as 5m. */
export interface PlanFlags {
  readonly strategy?: Strategy;
  readonly bake?: string;
  readonly interval?: string;
  readonly selfTest?: string;
  readonly settle?: boolean;
}

/** A plan; or why the services have none in common. */
export type Planned =
  | { readonly kind: 'plan'; readonly plan: RolloutPlan }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/** The plan that all services share; in what they differ, flags must decide, or the more careful one holds. */
export function planOf(services: readonly Service[], flags: PlanFlags): Planned {
  const plans = services.map(({ rollout }) => onePlan(rollout, flags));
  const [first, ...others] = plans;
  if (!first) throw new RangeError('a rollout is of one service at least');
  for (const [i, other] of others.entries()) {
    const unlike = SAME.find((part) => JSON.stringify(first[part]) !== JSON.stringify(other[part]));
    if (unlike) return refusal([services[0]?.name ?? '', services[i + 1]?.name ?? ''], unlike);
  }
  const expiresSeconds = Math.min(...plans.map((plan) => plan.approval.expiresSeconds));
  const careful = plans.some((plan) => plan.approval.otherwise === 'rollback');
  return {
    kind: 'plan',
    plan: {
      ...first,
      approval: { expiresSeconds, otherwise: careful ? 'rollback' : 'go_on' },
      lostApiSeconds: Math.min(...plans.map((plan) => plan.lostApiSeconds)),
    },
  };
}

/** The parts of a plan in which services that move together must agree, each with the flag that decides. */
const FLAGS = {
  steps: '--strategy',
  bakeSeconds: '--bake',
  settle: '--settle or --no-settle',
  intervalSeconds: '--interval',
  selfTestSeconds: '--self-test',
} as const;
const SAME = ['steps', 'bakeSeconds', 'settle', 'intervalSeconds', 'selfTestSeconds'] as const;

const refusal = ([a, b]: readonly [string, string], part: keyof typeof FLAGS): Planned => ({
  kind: 'refused',
  reason: `${a} and ${b} are to move together, but their files say different things of ${part.replace('Seconds', '')}`,
  hint: `Give ${FLAGS[part]}, or write the same under rollout of both`,
});

const onePlan = (rollout: Service['rollout'], flags: PlanFlags): RolloutPlan => ({
  steps: expandStrategy(flags.strategy ?? rollout.strategy),
  bakeSeconds: parseDuration(flags.bake ?? rollout.bake),
  settle: flags.settle ?? rollout.settle,
  intervalSeconds: Math.max(1, parseDuration(flags.interval ?? rollout.interval)),
  selfTestSeconds: parseDuration(flags.selfTest ?? rollout.self_test),
  approval: { expiresSeconds: parseDuration(rollout.approval.expires), otherwise: rollout.approval.otherwise },
  lostApiSeconds: parseDuration(rollout.lost_api),
});
