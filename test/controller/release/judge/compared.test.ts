// The numbers behind a comparison: both colors, the evidence and what is needed, since when, and what would have been noticed.
import { describe, expect, it } from '@jest/globals';
import { createHitSampler } from '../../../../bench/chance';
import { addDetectable, findDetectable, judge, splitAtFirstShift } from '../../../../controller/release/judge';
import type { ComparedNumbers } from '../../../../controller/release/rollout';
import { seededRandom } from '../../../../sandbox/faults/random';
import { counts, evaluate, interval, judgeInput, metricOf, minute, minutes, START } from './support';

const comparedOf = (...parts: Parameters<typeof evaluate>): ComparedNumbers => {
  const { compared } = metricOf(addDetectable(evaluate(...parts)), 'errors');
  if (!compared) throw new Error('errors are not compared');
  return compared;
};

describe('the numbers of a comparison', () => {
  it('are those of the present weight, with the evidence for both answers and what each needs', () => {
    const all = [...minutes(5, counts(900, 1), counts(100, 0)), interval(5, counts(500, 2), counts(500, 1))];
    const shifts = [new Date(START), new Date(START + 5 * 60_000)] as const;
    expect(comparedOf(all, {}, { shifts })).toMatchObject({
      against: 'stable',
      stable: { count: 500, hits: 2 },
      candidate: { count: 500, hits: 1 },
      since: minute(5),
      intervals: 1,
      worse: { odds: expect.any(Number), needed: 800 },
      notWorse: { odds: expect.any(Number), needed: 20 },
    });
  });

  it('are all of them for a candidate that is worse', () => {
    const numbers = comparedOf(minutes(5, counts(900, 1), counts(100, 12)));
    expect(numbers).toMatchObject({ candidate: { count: 500, hits: 60 }, since: minute(0), intervals: 5 });
    expect(numbers.worse.odds).toBeGreaterThanOrEqual(numbers.worse.needed);
  });

  it('are those of the record where the stable color gets no requests any more', () => {
    const before = minutes(60, counts(1000, 1), counts(0)).map((one, index) => ({
      ...one,
      ...{ from: minute(index - 60), to: minute(index - 59) },
    }));
    const all = [...before, ...minutes(5, counts(0), counts(1000, 1))];
    const split = splitAtFirstShift(all, [new Date(START)]);
    const result = judge({ ...judgeInput(split.intervals), ...split });
    expect(metricOf(result, 'errors').compared).toMatchObject({
      against: 'record',
      stable: { count: 60_000, hits: 60 },
      candidate: { count: 5000, hits: 5 },
    });
  });
});

describe('what would have been noticed', () => {
  it.each([
    [9000, 1000, 0.001],
    [900, 100, 0.01],
    [500, 500, 0.001],
  ])(
    'is noticed in about nine of ten cases: %d and %d requests a minute, %d of them fail',
    (stable, candidate, rate) => {
      const [length, runs] = [10, 200];
      const expected = comparedOf(
        minutes(length, counts(stable, Math.round(stable * rate)), counts(candidate, Math.round(candidate * rate))),
      );
      const sees = expected.detectable ?? 1;
      expect(sees).toBeGreaterThan(rate);
      expect(sees).toBeLessThan(0.2);
      const random = seededRandom(20_261_127);
      const [ofStable, ofCandidate] = [createHitSampler(stable, rate), createHitSampler(candidate, sees)];
      const noticed = Array.from({ length: runs }, () => {
        const drawn = Array.from({ length }, (_, index) =>
          interval(index, counts(stable, ofStable(random)), counts(candidate, ofCandidate(random))),
        );
        const { worse } = comparedOf(drawn, { errors: { max: 100 } });
        return worse.odds >= worse.needed;
      }).filter(Boolean).length;
      expect(noticed / runs).toBeGreaterThan(0.8);
    },
  );

  it('is nothing with too few requests', () => {
    const few = { count: 12, hits: 0 };
    const evidence = { odds: 1, needed: 800 };
    const numbers = {
      against: 'stable',
      stable: few,
      candidate: few,
      since: minute(0),
      intervals: 1,
      tolerated: 0.001,
    } as const;
    expect(findDetectable({ ...numbers, worse: evidence, notWorse: { odds: 1, needed: 20 } })).toBeNull();
  });
});
