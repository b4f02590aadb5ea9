// Draws numbers of hits for simulations with many counts and rates.
import { createHitSampler } from './chance';
import type { Random } from './chance';

/** Distributions that are kept; where rates are drawn themselves, every one is new. */
const MOST_KEPT = 2000;
/** Expected hits of one inversion: the probability of none must not be 0 in a double. */
const MOST_EXPECTED = 200;
const kept = new Map<string, (random: Random) => number>();

/** Draws hits among some requests at a rate; equal counts and rates share their distribution. */
export function drawHits(count: number, rate: number, random: Random): number {
  if (count === 0 || rate <= 0) return 0;
  if (rate >= 1) return count;
  const key = `${count} ${rate}`;
  const known = kept.get(key);
  if (known) return known(random);
  if (kept.size >= MOST_KEPT) return drawOnce(count, rate, random);
  const sampler = createHitSampler(count, rate);
  kept.set(key, sampler);
  return sampler(random);
}

/** The same without a table: adds up the probabilities until they exceed a random number, for parts of the requests. */
export function drawOnce(count: number, rate: number, random: Random): number {
  const part = Math.max(1, Math.floor(MOST_EXPECTED / rate));
  let hits = 0;
  for (let left = count; left > 0; left -= part) hits += invert(Math.min(left, part), rate, random());
  return hits;
}

function invert(count: number, rate: number, chance: number): number {
  const odds = rate / (1 - rate);
  let probability = Math.exp(count * Math.log1p(-rate));
  let sum = probability;
  let hits = 0;
  while (sum < chance && hits < count) {
    probability *= ((count - hits) / (hits + 1)) * odds;
    sum += probability;
    hits++;
  }
  return hits;
}
