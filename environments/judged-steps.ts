// Which parts of a plan no evaluation could judge: data from after a shift must be there before the wait is over. Pure.
import { formatDuration } from './duration';
import type { StrategyStep } from './strategy';

/**
 * Seconds that a wait must last at least. CloudWatch has all of a minute two minutes after its end, and the first minute that begins after
 * a shift ends up to two minutes after it ("CloudWatch metrics for your Application Load Balancer"). A sandbox counts by the second.
 */
export const leastWaitSeconds = (target: 'aws' | 'sandbox'): number => (target === 'aws' ? 240 : 1);

/** A plan, as far as it is judged. */
export interface JudgedPlan {
  readonly steps: readonly StrategyStep[];
  readonly bakeSeconds: number;
}

/** A part of a plan that ends before any data from after its shift is there. */
export interface Unjudged {
  readonly part: 'strategy' | 'bake';
  readonly message: string;
}

/** The steps, and the bake time, that are too short to be judged. A step that a person approves may be short. */
export function findUnjudged({ steps, bakeSeconds }: JudgedPlan, target: 'aws' | 'sandbox'): readonly Unjudged[] {
  const least = leastWaitSeconds(target);
  const short = steps.filter(({ weight, waitSeconds, approval }) => weight < 100 && !approval && waitSeconds < least);
  const [first] = short;
  const others = short.length === 1 ? '' : ` and ${short.length - 1} more`;
  return [
    ...(first
      ? [
          {
            part: 'strategy' as const,
            message: `the step to ${first.weight} %${others} ${waitsFor(first.waitSeconds)}, and the first data of a weight is there after ${formatDuration(least)}: the rollout would go on unjudged`,
          },
        ]
      : []),
    ...(bakeSeconds < least
      ? [
          {
            part: 'bake' as const,
            message: `the bake time at 100 % ${waitsFor(bakeSeconds)}, and the first data of a weight is there after ${formatDuration(least)}: it would end unjudged`,
          },
        ]
      : []),
  ];
}

/** What to write instead. */
export const unjudgedHint = (target: 'aws' | 'sandbox'): string =>
  `Write ${formatDuration(leastWaitSeconds(target))} or more, or errors: { no_data: pass } under metrics to go on without a judgement`;

const waitsFor = (seconds: number): string => (seconds === 0 ? 'does not wait' : `waits ${formatDuration(seconds)}`);
