// Whether answers fit a new split, or still the one before: Wald's sequential probability ratio test. Pure.

/** Shares of one color, from 0 to 1: before a change and after it. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/** The probability with which "in effect" is right, when it would be said of a change that is not. */
export const CONFIDENCE = 0.99;

/**
 * "In effect" is told apart from "this part of the requests is still decided as before". A smaller part would take more answers:
 * with 0.2, a change from 0 to 100 % needs 24 of the right color in a row.
 */
export const STALE_PART = 0.2;

/** What the answers so far say: the natural logarithm of the likelihood ratio of "in effect" to "still stale". */
export interface Fit {
  readonly move: Move;
  readonly evidence: number;
  readonly answers: number;
  readonly ofColor: number;
}

/** No answers yet. */
export const noAnswers = (move: Move): Fit => ({ move, evidence: 0, answers: 0, ofColor: 0 });

/** Takes one answer in; `ofColor` is whether it came from the color whose share moves. */
export function withAnswer(fit: Fit, ofColor: boolean): Fit {
  const fresh = fit.move.to;
  const stale = staleShare(fit.move);
  const ratio = ofColor ? fresh / stale : (1 - fresh) / (1 - stale);
  return {
    ...fit,
    evidence: fit.evidence + Math.log(ratio),
    answers: fit.answers + 1,
    ofColor: fit.ofColor + (ofColor ? 1 : 0),
  };
}

/**
 * The verdict of the given attempt, from 1: A. Wald, "Sequential Tests of Statistical Hypotheses", Annals of Mathematical
 * Statistics 16 (1945). A ratio beyond 1/a comes up with a probability of at most a, however often one looks; attempt k may
 * err with (1 − CONFIDENCE) / (k (k + 1)), which over all attempts adds up to 1 − CONFIDENCE.
 */
export function fits(fit: Fit, attempt: number): 'in effect' | 'stale' | 'open' {
  if (fit.evidence >= Math.log((attempt * (attempt + 1)) / (1 - CONFIDENCE))) return 'in effect';
  return fit.evidence <= Math.log(1 - CONFIDENCE) ? 'stale' : 'open';
}

/** About how many answers it takes until the verdict is "in effect" (Wald's approximation). Infinite where nothing moves. */
export function answersNeeded(move: Move): number {
  const stale = staleShare(move);
  const term = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q));
  const perAnswer = term(move.to, stale) + term(1 - move.to, 1 - stale);
  return Math.ceil(Math.log(2 / (1 - CONFIDENCE)) / perAnswer);
}

const staleShare = ({ from, to }: Move): number => to + STALE_PART * (from - to);
