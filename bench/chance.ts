// Draws random numbers of hits from a binomial distribution.

/** A source of numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Draws the number of hits among `count` requests at a rate, by inverting the binomial distribution. */
export function createHitSampler(count: number, rate: number): (random: Random) => number {
  const cumulative = computeDistribution(count, rate);
  return (random) => {
    const chance = random();
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 1) > chance) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The probability of at most k hits, for every k. */
function computeDistribution(count: number, rate: number): Float64Array {
  if (rate <= 0) return Float64Array.of(1);
  const upTo = new Float64Array(count + 1);
  let log = count * Math.log1p(-rate);
  let sum = 0;
  for (let k = 0; k <= count; k++) {
    sum += Math.exp(log);
    upTo[k] = sum;
    log += Math.log(((count - k) * rate) / ((k + 1) * (1 - rate)));
  }
  return upTo;
}
