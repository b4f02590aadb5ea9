// An opinion: what one way of looking at a metric says, and the worst of several. Pure.
import type { Look } from '../rollout/types';

/** What is said, and why in one line. */
export interface Opinion {
  readonly kind: Look['kind'];
  readonly reason: string;
}

const BEST_FIRST = ['pass', 'inconclusive', 'hold', 'fail'] as const;

/** The worst kind: fail, then hold, then inconclusive, then pass, which is also what nothing at all says. */
export const worstKind = (kinds: readonly Look['kind'][]): Look['kind'] =>
  BEST_FIRST[Math.max(0, ...kinds.map((kind) => BEST_FIRST.indexOf(kind)))] ?? 'hold';

/** The first of the worst opinions. */
export function worst(first: Opinion, ...others: readonly Opinion[]): Opinion {
  const kind = worstKind([first, ...others].map((opinion) => opinion.kind));
  return [first, ...others].find((opinion) => opinion.kind === kind) ?? first;
}
