// An opinion: the result of one check of a metric; and the worst of several. Pure.
import type { Evaluation } from '../rollout/types';

/** The result of a check, and the reason in one line. */
export interface Opinion {
  readonly kind: Evaluation['kind'];
  readonly reason: string;
}

/** The opinion of a metric that is neither limited nor compared. */
export const ONLY_SHOWN: Opinion = { kind: 'pass', reason: 'only shown: no limit, and not compared' };

const BEST_FIRST = ['pass', 'inconclusive', 'hold', 'pause', 'fail'] as const;

/** The worst kind: fail, then pause, hold, inconclusive, and pass; pass for an empty list. */
export const worstKind = (kinds: readonly Evaluation['kind'][]): Evaluation['kind'] =>
  BEST_FIRST[Math.max(0, ...kinds.map((kind) => BEST_FIRST.indexOf(kind)))] ?? 'hold';

/** The first of the worst opinions. */
export function worstOpinion(first: Opinion, ...others: readonly Opinion[]): Opinion {
  const kind = worstKind([first, ...others].map((opinion) => opinion.kind));
  return [first, ...others].find((opinion) => opinion.kind === kind) ?? first;
}
