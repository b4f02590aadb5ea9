// Weights of target groups, of which only the ratio counts. Pure.
import type { Target } from './model';

/** The targets with their weights in percent of all; 0 for each when every weight is 0. */
export function toPercent(targets: readonly Target[]): Target[] {
  const total = targets.reduce((sum, target) => sum + target.weight, 0);
  return targets.map((target) => ({ ...target, weight: total === 0 ? 0 : (target.weight * 100) / total }));
}
