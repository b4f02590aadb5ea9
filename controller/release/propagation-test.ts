// Whether answers match a new split or still the old one: Wald's sequential probability ratio test. Pure.

/** Shares of one color, from 0 to 1: before a change and after it. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/** 1 minus the probability of the verdict "in effect" for a change that is not in effect. */
export const CONFIDENCE = 0.99;

/**
 * "In effect" is tested against "this share of the requests is still decided as before". A smaller share would need more answers:
 * with 0.2, a change from 0 to 100 % needs 24 answers of the right color in a row.
 */
export const STALE_SHARE = 0.2;

/** The test after some answers. `evidence`: natural logarithm of the likelihood ratio of "in effect" to "still stale". */
export interface PropagationTest {
  readonly move: Move;
  readonly evidence: number;
  readonly answers: number;
  readonly ofColor: number;
}

/** No answers yet. */
export const startTest = (move: Move): PropagationTest => ({ move, evidence: 0, answers: 0, ofColor: 0 });

/** Adds one answer; `ofColor`: it came from the color whose share moves. */
export function addAnswer(test: PropagationTest, ofColor: boolean): PropagationTest {
  const fresh = test.move.to;
  const stale = staleShare(test.move);
  const ratio = ofColor ? fresh / stale : (1 - fresh) / (1 - stale);
  return {
    move: test.move,
    evidence: test.evidence + Math.log(ratio),
    answers: test.answers + 1,
    ofColor: test.ofColor + (ofColor ? 1 : 0),
  };
}

/**
 * The verdict of the given attempt, from 1: A. Wald, "Sequential Tests of Statistical Hypotheses", Annals of Mathematical
 * Statistics 16 (1945). A ratio beyond 1/a occurs with a probability of at most a, however often the test is read. Attempt k may
 * be wrong with (1 − CONFIDENCE) / (k (k + 1)), which adds up to 1 − CONFIDENCE over all attempts.
 */
export function decideTest(test: PropagationTest, attempt: number): 'in effect' | 'stale' | 'open' {
  if (test.evidence >= Math.log((attempt * (attempt + 1)) / (1 - CONFIDENCE))) return 'in effect';
  return test.evidence <= Math.log(1 - CONFIDENCE) ? 'stale' : 'open';
}

/** About how many answers the verdict "in effect" needs (Wald's approximation). Infinite when nothing moves. */
export function estimateAnswers(move: Move): number {
  const stale = staleShare(move);
  const term = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q));
  const perAnswer = term(move.to, stale) + term(1 - move.to, 1 - stale);
  return Math.ceil(Math.log(2 / (1 - CONFIDENCE)) / perAnswer);
}

const staleShare = ({ from, to }: Move): number => to + STALE_SHARE * (from - to);
