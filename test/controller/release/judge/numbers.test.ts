// Evidence and projections, compared with numbers that were computed independently.
import { describe, expect, it } from '@jest/globals';
import { computeLogEvidence } from '../../../../controller/release/judge/e-variables';
import {
  atLeast,
  atMost,
  NOT_WORSE,
  worseByAtLeast,
  worseByRatio,
} from '../../../../controller/release/judge/hypothesis';
import { projectOnRatio, projectOnWorse } from '../../../../controller/release/judge/projection';
import type { Block, Sample } from '../../../../controller/release/judge/sample';

const block = (stable: Sample, candidate: Sample, minutes = 1): Block => ({ minutes, stable, candidate });
const of = (count: number, hits: number): Sample => ({ count, hits });

// Python 3 with scipy 1.17.1: minimize_scalar over the divergence for the projection, and sums of likelihoods by logsumexp.
const STEADY = [block(of(900, 9), of(100, 1)), block(of(910, 8), of(90, 3)), block(of(880, 10), of(120, 6))];
const WORSE = [block(of(8310, 17), of(940, 48))];
const GOOD = [block(of(5000, 5), of(500, 0), 5), block(of(4000, 3), of(1500, 2), 5)];

describe('numbers computed independently', () => {
  it.each([
    [{ stable: 0.01, candidate: 0.01 }, 0.01, 900, 100, 0.009481999],
    [{ stable: 0.05, candidate: 0.0125 }, 0.05, 50, 50, 0.0265667763],
    [{ stable: 0.5, candidate: 0.625 }, 0.25, 3, 4, 0.425277697],
    [{ stable: 0.2, candidate: 0.2 }, 0.01, 1000, 9000, 0.191035261],
  ])(
    'the projection of %j with a gap of %d for %d and %d requests is %d',
    (rates, gap, stable, candidate, expected) => {
      const projected = projectOnWorse(rates, gap, stable, candidate);
      expect(projected.stable).toBeCloseTo(expected, 7);
      expect(projected.candidate - projected.stable).toBeCloseTo(gap, 12);
    },
  );

  it.each([
    ['steady', STEADY, [1.95495827, -0.71052192, 1.00405253, -1.136859, -0.95520468, 0.1232908]],
    ['worse', WORSE, [69.85586415, -1.05442112, -1.06028719, -1.06415607, -1.20362196, -1.09671483]],
    ['good', GOOD, [-0.67723149, 12.3422966, 91.42407527, -1.23887018, -0.44575964, 90.53534265]],
  ] as const)('the evidence of %s blocks', (_, blocks, expected) => {
    const gaps = [worseByAtLeast(0.01), worseByAtLeast(0.05)];
    const tests = [NOT_WORSE, ...gaps, atMost(0.05), worseByRatio(0.5), atLeast(0.05)];
    tests.forEach((test, i) => expect(computeLogEvidence(test, blocks)).toBeCloseTo(expected[i] ?? NaN, 4));
  });

  it('the evidence of which one block may add no more than a bound', () => {
    expect(computeLogEvidence(NOT_WORSE, WORSE, { clip: 2 })).toBe(2);
    expect(computeLogEvidence(NOT_WORSE, STEADY, { clip: 0.5 })).toBeCloseTo(0.44121763, 6);
  });

  it.each([
    [{ stable: 0.01, candidate: 0.01 }, 0.5, 900, 100, 0.009521839],
    [{ stable: 0.5, candidate: 0.625 }, 0.5, 3, 4, 0.436219527],
    [{ stable: 0.05, candidate: 0.0125 }, 0.1, 50, 50, 0.02973233],
  ])(
    'the projection of %j with a ratio of %d for %d and %d requests is %d',
    (rates, ratio, stable, candidate, expected) => {
      const projected = projectOnRatio(rates, ratio, stable, candidate);
      expect(projected.stable).toBeCloseTo(expected, 7);
      expect(projected.candidate).toBeCloseTo(projected.stable * (1 + ratio), 12);
    },
  );
});
