// The reverse information projection of an alternative onto a null hypothesis: the nearest pair of rates in it. Pure.
import type { Rates } from './sample';

/** Steps of Newton's method, halved where it would leave the bracket; six are usual. */
const STEPS = 60;

/**
 * Projects onto the pairs where the candidate's rate is not above the stable color's: both get the mean weighted by their
 * requests. For alternatives whose candidate is worse.
 */
export function projectOnEqual({ stable, candidate }: Rates, stableCount: number, candidateCount: number): Rates {
  const mean = (stableCount * stable + candidateCount * candidate) / (stableCount + candidateCount);
  return { stable: mean, candidate: mean };
}

/**
 * Projects onto the pairs where the candidate's rate is above the stable color's by at least `gap`: the point on the
 * boundary (x, x + gap) where the derivative of the divergence is zero. For alternatives outside of these pairs.
 */
export function projectOnWorse(rates: Rates, gap: number, stableCount: number, candidateCount: number): Rates {
  if (stableCount === 0) return { stable: rates.stable, candidate: Math.max(gap, rates.candidate) };
  const slope = makeDerivative(rates, gap, stableCount, candidateCount);
  let low = Math.max(0, rates.candidate - gap);
  let high = Math.min(rates.stable, 1 - gap);
  let x = (low + high) / 2;
  for (let step = 0; step < STEPS && high - low > 0; step++) {
    const { value, derivative } = slope(x);
    if (value === 0) break;
    if (value > 0) high = x;
    else low = x;
    const newton = x - value / derivative;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (next === x) break;
    x = next;
  }
  return { stable: x, candidate: x + gap };
}

/**
 * Projects onto the pairs where the candidate's rate is the stable color's times `1 + ratio` or more: the point on the boundary
 * (x, kx) where the derivative of the divergence is zero, the lower root of a quadratic. For alternatives outside of these pairs.
 */
export function projectOnRatio(rates: Rates, ratio: number, stableCount: number, candidateCount: number): Rates {
  const k = 1 + ratio;
  const a = k * (stableCount + candidateCount);
  const b = stableCount * (1 + k * rates.stable) + candidateCount * (k + rates.candidate);
  const c = stableCount * rates.stable + candidateCount * rates.candidate;
  const x = (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c)));
  return { stable: x, candidate: k * x };
}

/** The derivative of the divergence times x (1 - x) y (1 - y), a cubic with the same sign, and its own derivative. */
function makeDerivative({ stable, candidate }: Rates, gap: number, stableCount: number, candidateCount: number) {
  return (x: number) => {
    const y = x + gap;
    return {
      value: stableCount * (x - stable) * y * (1 - y) + candidateCount * (y - candidate) * x * (1 - x),
      derivative:
        stableCount * (y * (1 - y) + (x - stable) * (1 - 2 * y)) +
        candidateCount * (x * (1 - x) + (y - candidate) * (1 - 2 * x)),
    };
  };
}
