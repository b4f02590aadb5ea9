// Random numbers that are not uniform, and rates that change at random. Everything comes from one seeded source.
import type { Random } from './chance';

/** A number of the standard normal distribution (Box and Muller). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A number of the gamma distribution with scale 1 (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000). */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A rate of the beta distribution with a mean; `rho` is the correlation of two requests that share it. */
export function drawRate(mean: number, rho: number, random: Random): number {
  const size = (1 - rho) / rho;
  const [a, b] = [drawGamma(mean * size, random), drawGamma((1 - mean) * size, random)];
  return a + b > 0 ? a / (a + b) : 0;
}

/** A factor with the mean 1 whose logarithm is normal. */
export const drawFactor = (sigma: number, random: Random): number =>
  Math.exp(sigma * drawNormal(random) - (sigma * sigma) / 2);

/** Factors by the minute whose logarithm is autocorrelated, AR(1); `sigma` is its standard deviation over a long time. */
export function startDrift({ phi, sigma }: { phi: number; sigma: number }, random: Random): (minute: number) => number {
  const known = new Map<number, number>();
  const at = (minute: number): number => {
    const before = known.get(minute - 1);
    const noise = sigma * drawNormal(random);
    const log = known.get(minute) ?? (before === undefined ? noise : phi * before + Math.sqrt(1 - phi * phi) * noise);
    known.set(minute, log);
    return log;
  };
  return (minute) => Math.exp(at(minute));
}
