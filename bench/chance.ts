// Chance that can be repeated: a seeded generator of random numbers, and numbers of hits drawn with it.

/** A source of numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): quick, and the same numbers for the same seed on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws binomial numbers of hits among `count` at a rate, by the inverse of their distribution. */
export function hitsOf(count: number, rate: number): (random: Random) => number {
  const upTo = distribution(count, rate);
  return (random) => {
    const chance = random();
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 1) > chance) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The probability of at most k hits, for every k. */
function distribution(count: number, rate: number): Float64Array {
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
