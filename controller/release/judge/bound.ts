// The highest rate that a sample does not contradict. Pure.
import type { Sample } from './sample';

/** Halvings; more do not change a double. */
const STEPS = 60;

/**
 * A bound that the true rate exceeds with a probability of at most `error`, by Chernoff's bound on the binomial distribution: the rate p
 * at which count * KL(observed, p) is log(1 / error). 1 for a sample without requests.
 */
export function upperBound({ count, hits }: Sample, error: number): number {
  if (count === 0 || hits >= count) return 1;
  const observed = hits / count;
  const allowed = -Math.log(error) / count;
  let [low, high] = [observed, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (divergence(observed, middle) > allowed) high = middle;
    else low = middle;
  }
  return high;
}

/** The Kullback-Leibler divergence of two rates. */
const divergence = (a: number, b: number): number => part(a, b) + part(1 - a, 1 - b);

const part = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));
