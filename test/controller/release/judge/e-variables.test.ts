// The properties of the evidence that the guarantee depends on, computed exactly.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  computeLogEvidence,
  computeLogRatios,
  buildRatioTable,
} from '../../../../controller/release/judge/e-variables';
import {
  atLeast,
  atMost,
  NOT_WORSE,
  worseByAtLeast,
  worseByRatio,
} from '../../../../controller/release/judge/hypothesis';
import type { Hypothesis } from '../../../../controller/release/judge/hypothesis';
import type { Block, Rates, Sample } from '../../../../controller/release/judge/sample';

const EXACT = 1 + 1e-9;

const block = (stable: Sample, candidate: Sample, minutes = 1): Block => ({ minutes, stable, candidate });
const of = (count: number, hits: number): Sample => ({ count, hits });

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}

const chance = ({ count, hits }: Sample, rate: number): number =>
  choose(count, hits) * rate ** hits * (1 - rate) ** (count - hits);

/** All outcomes of a block of these sizes, each with its probability. */
function outcomes(stableCount: number, candidateCount: number, rates: Rates) {
  const all = (count: number): Sample[] => Array.from({ length: count + 1 }, (_, hits) => of(count, hits));
  return all(stableCount).flatMap((stable) =>
    all(candidateCount).map((candidate) => ({
      block: block(stable, candidate),
      probability: chance(stable, rates.stable) * chance(candidate, rates.candidate),
    })),
  );
}

const rate = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.integer({ min: 0, max: 6 });
const sizes = fc.tuple(size, fc.integer({ min: 1, max: 6 }));

interface Null {
  readonly hypothesis: Hypothesis;
  readonly rates: Rates;
}

const anyNull: fc.Arbitrary<Null> = fc.oneof(
  fc.tuple(rate, rate).map(([a, b]): Null => {
    return { hypothesis: NOT_WORSE, rates: { stable: Math.max(a, b), candidate: Math.min(a, b) } };
  }),
  fc.tuple(fc.constantFrom(0, 0.01, 0.05, 0.3, 0.99), rate, rate).map(([gap, a, b]): Null => {
    const stable = a * (1 - gap);
    return { hypothesis: worseByAtLeast(gap), rates: { stable, candidate: stable + gap + b * (1 - gap - stable) } };
  }),
  fc.tuple(fc.constantFrom(0.001, 0.05, 0.5), rate, rate).map(([limit, a, b]): Null => {
    return { hypothesis: atMost(limit), rates: { stable: a, candidate: b * limit } };
  }),
  fc.tuple(fc.constantFrom(0.001, 0.05, 0.5), rate, rate).map(([limit, a, b]): Null => {
    return { hypothesis: atLeast(limit), rates: { stable: a, candidate: limit + b * (1 - limit) } };
  }),
  fc.tuple(fc.constantFrom(0.1, 0.5, 3), rate, rate).map(([ratio, a, b]): Null => {
    const stable = a / (1 + ratio);
    const least = stable * (1 + ratio);
    return { hypothesis: worseByRatio(ratio), rates: { stable, candidate: least + b * (1 - least) } };
  }),
);

describe('evidence under a null hypothesis', () => {
  it('has a mean of at most 1 for each alternative and block, over all outcomes', () => {
    fc.assert(
      fc.property(anyNull, sizes, ({ hypothesis, rates }, [stable, candidate]) => {
        const table = buildRatioTable(hypothesis, stable, candidate);
        const means = new Float64Array(hypothesis.alternatives.length);
        for (const outcome of outcomes(stable, candidate, rates)) {
          computeLogRatios(table, outcome.block).forEach((log, j) => {
            means[j] = (means[j] ?? 0) + outcome.probability * Math.exp(log);
          });
        }
        expect(Math.max(...means)).toBeLessThanOrEqual(EXACT);
      }),
    );
  });

  it('has a mean of at most 1 after several blocks, between which the rates may change', () => {
    fc.assert(
      fc.property(anyNull, fc.tuple(rate, rate), ({ hypothesis, rates }, [a, b]) => {
        const later = hypothesis === NOT_WORSE ? { stable: Math.max(a, b), candidate: Math.min(a, b) } : rates;
        let mean = 0;
        for (const one of outcomes(2, 2, rates)) {
          for (const two of outcomes(3, 1, later)) {
            const log = computeLogEvidence(hypothesis, [one.block, two.block], { cap: Math.log(50) });
            mean += one.probability * two.probability * Math.exp(log);
          }
        }
        expect(mean).toBeLessThanOrEqual(EXACT);
      }),
      { numRuns: 50 },
    );
  });
});

const anyBlock = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), rate, rate)
  .map(([n, m, a, b]) => block(of(n, Math.floor(a * n)), of(m, Math.floor(b * m))));
const anyBlocks = fc.array(anyBlock, { minLength: 1, maxLength: 6 });

describe('evidence', () => {
  it('for a worse candidate never shrinks, and for a good one never grows, when one more of its requests fails', () => {
    fc.assert(
      fc.property(anyBlocks, fc.nat(), (blocks, at) => {
        const index = at % blocks.length;
        const more = blocks.map((one, i) =>
          i === index && one.candidate.hits < one.candidate.count
            ? block(one.stable, of(one.candidate.count, one.candidate.hits + 1))
            : one,
        );
        expect(computeLogEvidence(NOT_WORSE, more)).toBeGreaterThanOrEqual(
          computeLogEvidence(NOT_WORSE, blocks) - 1e-9,
        );
        expect(computeLogEvidence(atMost(0.05), more)).toBeGreaterThanOrEqual(
          computeLogEvidence(atMost(0.05), blocks) - 1e-9,
        );
        expect(computeLogEvidence(worseByAtLeast(0.05), more)).toBeLessThanOrEqual(
          computeLogEvidence(worseByAtLeast(0.05), blocks) + 1e-9,
        );
      }),
    );
  });

  it('for a worse candidate is never above 1 where both colors fail equally often in every interval', () => {
    const alike = fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), rate)
      .map(([count, a, b, part]) => {
        const hits = Math.floor(part * count);
        return block(of(a * count, a * hits), of(b * count, b * hits));
      });
    fc.assert(
      fc.property(fc.array(alike, { minLength: 1, maxLength: 8 }), (blocks) => {
        expect(computeLogEvidence(NOT_WORSE, blocks)).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it('does not change with a time without requests of the candidate', () => {
    const blocks = [block(of(900, 9), of(100, 4)), block(of(900, 9), of(0, 0))];
    expect(computeLogEvidence(NOT_WORSE, blocks)).toBe(computeLogEvidence(NOT_WORSE, blocks.slice(0, 1)));
  });

  it('for a candidate that turns bad late comes nearly as soon as for one that was bad at once', () => {
    const good = Array.from({ length: 60 }, () => block(of(900, 9), of(100, 1)));
    const bad = Array.from({ length: 5 }, () => block(of(900, 9), of(100, 5)));
    expect(computeLogEvidence(NOT_WORSE, [...good, ...bad])).toBeGreaterThan(Math.log(200));
  });

  it('stays finite with millions of requests that all fail', () => {
    expect(computeLogEvidence(NOT_WORSE, [block(of(5e6, 0), of(5e6, 5e6))])).toBeGreaterThan(1e5);
    expect(computeLogEvidence(worseByAtLeast(0.01), [block(of(5e6, 0), of(5e6, 5e6))])).toBeGreaterThan(-10);
  });
});
