// When answers match a new split: Wald's test, and how often it is wrong.
import { describe, expect, it } from '@jest/globals';
import {
  STALE_SHARE,
  estimateAnswers,
  decideTest,
  startTest,
  addAnswer,
} from '../../../controller/release/propagation-test';
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

/** The verdict on answers whose true share is `share`, and how many answers it needed. */
function judged(move: Move, share: number, next: () => number): { verdict: string; answers: number } {
  let test = startTest(move);
  while (decideTest(test, 1) === 'open' && test.answers < 100_000) test = addAnswer(test, next() < share);
  return { verdict: decideTest(test, 1), answers: test.answers };
}

const MOVES: [Move][] = [
  [{ from: 0, to: 1 }],
  [{ from: 1, to: 0 }],
  [{ from: 0.1, to: 0.5 }],
  [{ from: 0.5, to: 0.1 }],
  [{ from: 0, to: 0.1 }],
];

describe('answers after a change', () => {
  it('match 100 % after 24 of the right color in a row, and not after 23', () => {
    let test = startTest({ from: 0, to: 1 });
    for (let i = 0; i < 23; i++) test = addAnswer(test, true);
    expect(decideTest(test, 1)).toBe('open');
    expect(decideTest(addAnswer(test, true), 1)).toBe('in effect');
    expect(estimateAnswers({ from: 0, to: 1 })).toBe(24);
  });

  it('do not match 100 % with a single one of the wrong color', () => {
    expect(decideTest(addAnswer(startTest({ from: 0, to: 1 }), false), 1)).toBe('stale');
  });

  it.each(MOVES)('from %j are wrongly in effect in at most 1 %% of the cases', (move) => {
    const next = random(7);
    const stale = move.to + STALE_SHARE * (move.from - move.to);
    const verdicts = Array.from({ length: 2000 }, () => judged(move, stale, next).verdict);
    expect(verdicts.filter((verdict) => verdict === 'in effect').length / 2000).toBeLessThanOrEqual(0.01);
  });

  it.each(MOVES)('from %j are in effect after about as many answers as estimated', (move) => {
    const next = random(11);
    const runs = Array.from({ length: 500 }, () => judged(move, move.to, next));
    expect(runs.filter((run) => run.verdict === 'in effect').length / 500).toBeGreaterThan(0.98);
    const mean = runs.reduce((sum, run) => sum + run.answers, 0) / 500;
    expect(mean).toBeLessThan(2 * estimateAnswers(move) + 5);
  });

  it('need more with every attempt, so that many attempts are not wrong more often', () => {
    let test = startTest({ from: 0, to: 1 });
    for (let i = 0; i < 24; i++) test = addAnswer(test, true);
    expect([1, 2].map((attempt) => decideTest(test, attempt))).toEqual(['in effect', 'open']);
  });

  it('cannot distinguish a split that hardly moved from the previous one', () => {
    expect(estimateAnswers({ from: 0.5, to: 0.51 })).toBeGreaterThan(10_000);
    expect(estimateAnswers({ from: 0.5, to: 0.5 })).toBe(Infinity);
  });
});
