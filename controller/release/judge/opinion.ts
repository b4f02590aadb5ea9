// An opinion: the result of one check of a metric; and the worst of several. Pure.
import type { ComparedNumbers, Evaluation } from '../rollout/types';

/** The result of a check, and the reason in one line. */
export interface Opinion {
  readonly kind: Evaluation['kind'];
  readonly reason: string;
  /** The numbers of a comparison. */
  readonly compared?: ComparedNumbers;
}

/** The opinion of a metric that is neither limited nor compared. */
export const ONLY_SHOWN: Opinion = { kind: 'pass', reason: 'only shown: no limit, and not compared' };

const BEST_FIRST = ['pass', 'inconclusive', 'hold', 'pause', 'fail'] as const;

/** The worst kind: fail, then pause, hold, inconclusive, and pass; pass for an empty list. */
export const worstKind = (kinds: readonly Evaluation['kind'][]): Evaluation['kind'] =>
  BEST_FIRST[Math.max(0, ...kinds.map((kind) => BEST_FIRST.indexOf(kind)))] ?? 'hold';

/** The first of the worst opinions, with the numbers of the first comparison where it has none. */
export function worstOpinion(first: Opinion, ...others: readonly Opinion[]): Opinion {
  const all = [first, ...others];
  const kind = worstKind(all.map((opinion) => opinion.kind));
  const worst = all.find((opinion) => opinion.kind === kind) ?? first;
  const compared = worst.compared ?? all.find((opinion) => opinion.compared)?.compared;
  return compared ? { ...worst, compared } : worst;
}
