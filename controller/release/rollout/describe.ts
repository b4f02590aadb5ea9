// Where a rollout is, in words for people. Pure.
import { weightOf } from './next';
import type { RolloutState } from './types';

/** Where a rollout is, to follow "it", such as `holds at 10 %` or `is over: rolled back`. */
export function describePosition(state: RolloutState): string {
  const { position, plan } = state;
  const weight = `${weightOf(state)} %`;
  switch (position.at) {
    case 'opening':
      return 'opens the canary for its self-test';
    case 'self-testing':
      return 'is in its self-test';
    case 'before-shift':
      return 'is before its first step';
    case 'shifting':
      return `shifts to ${plan.steps[position.step]?.weight ?? 100} %`;
    case 'holding':
      return `holds at ${weight}`;
    case 'after-step':
    case 'after-promote':
      return `runs the hooks after the step to ${weight}`;
    case 'approval':
      return `waits for approval ${position.id}`;
    case 'baking':
      return 'bakes at 100 %';
    case 'settling':
      return 'settles';
    case 'rolling-back':
      return 'rolls back';
    case 'done':
      return `is over: ${position.outcome.replace('-', ' ')}`;
  }
}
