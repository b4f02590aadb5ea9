// When answers are said to fit a new split: Wald's test, and how often it is wrong.
import { describe, expect, it } from '@jest/globals';
import { STALE_PART, answersNeeded, fits, noAnswers, withAnswer } from '../../../controller/release/propagation-test';
import type { Move } from '../../../controller/release/propagation-test';

/** A generator of numbers in [0, 1) (mulberry32), so that every run is the same. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The verdict on answers whose true share is `share`, and how many it took. */
function judged(move: Move, share: number, next: () => number): { verdict: string; answers: number } {
  let fit = noAnswers(move);
  while (fits(fit, 1) === 'open' && fit.answers < 100_000) fit = withAnswer(fit, next() < share);
  return { verdict: fits(fit, 1), answers: fit.answers };
}

const MOVES: [Move][] = [
  [{ from: 0, to: 1 }],
  [{ from: 1, to: 0 }],
  [{ from: 0.1, to: 0.5 }],
  [{ from: 0.5, to: 0.1 }],
  [{ from: 0, to: 0.1 }],
];

describe('answers after a change', () => {
  it('fit 100 % after 24 of the right color in a row, and not after 23', () => {
    let fit = noAnswers({ from: 0, to: 1 });
    for (let i = 0; i < 23; i++) fit = withAnswer(fit, true);
    expect(fits(fit, 1)).toBe('open');
    expect(fits(withAnswer(fit, true), 1)).toBe('in effect');
    expect(answersNeeded({ from: 0, to: 1 })).toBe(24);
  });

  it('do not fit 100 % with a single one of the wrong color', () => {
    expect(fits(withAnswer(noAnswers({ from: 0, to: 1 }), false), 1)).toBe('stale');
  });

  it.each(MOVES)('from %j are called in effect wrongly in at most 1 %% of the cases', (move) => {
    const next = random(7);
    const stale = move.to + STALE_PART * (move.from - move.to);
    const verdicts = Array.from({ length: 2000 }, () => judged(move, stale, next).verdict);
    expect(verdicts.filter((verdict) => verdict === 'in effect').length / 2000).toBeLessThanOrEqual(0.01);
  });

  it.each(MOVES)('from %j that are in effect are called so, after about as many as foretold', (move) => {
    const next = random(11);
    const runs = Array.from({ length: 500 }, () => judged(move, move.to, next));
    expect(runs.filter((run) => run.verdict === 'in effect').length / 500).toBeGreaterThan(0.98);
    const mean = runs.reduce((sum, run) => sum + run.answers, 0) / 500;
    expect(mean).toBeLessThan(2 * answersNeeded(move) + 5);
  });

  it('take more with every attempt, so that many attempts are not wrong more often', () => {
    let fit = noAnswers({ from: 0, to: 1 });
    for (let i = 0; i < 24; i++) fit = withAnswer(fit, true);
    expect([1, 2].map((attempt) => fits(fit, attempt))).toEqual(['in effect', 'open']);
  });

  it('cannot tell a split that hardly moved from the one before', () => {
    expect(answersNeeded({ from: 0.5, to: 0.51 })).toBeGreaterThan(10_000);
    expect(answersNeeded({ from: 0.5, to: 0.5 })).toBe(Infinity);
  });
});
