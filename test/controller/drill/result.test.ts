// What a drill makes of the course of a release, and how it reads.
import { describe, expect, it } from '@jest/globals';
import { chosen } from '../../../controller/drill/faults';
import { resultOf } from '../../../controller/drill/result';
import type { Course } from '../../../controller/drill/result';
import { createWatch } from '../../../controller/drill/observer';
import { begin } from '../../../controller/release';
import type { Look, RolloutState } from '../../../controller/release';
import { renderDrill } from '../../../controller/render/drill';
import { createStyle } from '../../../controller/core/style';

const AT = Date.parse('2030-01-01T00:00:00Z');
const iso = (seconds: number): string => new Date(AT + seconds * 1000).toISOString();

const started = begin(
  {
    id: 'r1',
    environment: 'drill',
    services: ['web'],
    candidates: { web: 'green' },
    configuration: '',
    plan: {
      steps: [{ weight: 100, waitSeconds: 0, approval: false }],
      bakeSeconds: 0,
      settle: true,
      intervalSeconds: 1,
      selfTestSeconds: 0,
      approval: { expiresSeconds: 1, otherwise: 'rollback' },
      lostApiSeconds: 60,
    },
    by: 'me',
    via: 'live',
    reason: null,
  },
  new Date(AT),
);

const failing: Look = {
  at: iso(9),
  kind: 'fail',
  reason: 'errors: 5 % failed',
  metrics: [
    { name: 'errors', kind: 'fail', value: 5, reason: 'worse' },
    { name: 'latency', kind: 'pass', value: 1, reason: 'good' },
  ],
};
const ended = (outcome: 'rolled-back' | 'settled', reason: string, looks: readonly Look[] = []): RolloutState => ({
  ...started,
  looks,
  shiftedAt: iso(2),
  position: { at: 'done', outcome, reason },
  since: iso(10),
});

const course = (changes: Partial<Course>): Course => ({
  fault: 'errors',
  what: 'failure of 5 % of invocations',
  state: ended('rolled-back', failing.reason, [failing]),
  seen: { requests: 1000, hit: 5, firstHitAt: AT + 3500, seconds: 10 },
  candidateRequests: 100,
  clean: true,
  ...changes,
});

describe('the result of a release', () => {
  it('tells when it was caught, by what, and how long users were hit', () => {
    expect(resultOf(course({}))).toMatchObject({
      verdict: 'caught',
      caught_after: 7,
      by: 'errors',
      reason: failing.reason,
      back_after: 6.5,
      back: true,
      requests_per_second: 100,
      requests_hit: 5,
    });
  });

  it('is missed where a bad one settles, where it is paused, or where users still get it after the rollback', () => {
    const paused = { ...started, pause: { reason: 'nothing is proven', since: iso(9), then: started.position } };
    const verdicts = [
      course({ state: ended('settled', 'every step passed') }),
      course({ state: paused }),
      course({ clean: false }),
    ].map(resultOf);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['missed', 'missed', 'missed']);
    expect(verdicts.map(({ back }) => back)).toEqual([false, false, false]);
    expect(verdicts[1]?.reason).toBe('nothing is proven');
  });

  it('is good without a fault only where it settles', () => {
    const none = { fault: 'none', what: 'a good release' } as const;
    expect(resultOf(course({ ...none, state: ended('settled', 'every step passed') })).verdict).toBe('passed');
    expect(resultOf(course(none)).verdict).toBe('missed');
  });

  it('is caught before anybody was hit where the candidate does not even wake up', () => {
    const state = { ...ended('rolled-back', 'green fails when it is invoked'), shiftedAt: null };
    const seen = { requests: 10, hit: 0, firstHitAt: undefined, seconds: 1 };
    const result = resultOf(course({ state, seen }));
    expect(result).toMatchObject({ verdict: 'caught', caught_after: null, by: null, back_after: null });
    expect(renderDrill([result], createStyle(false))[1]).toMatch(/^errors +before shift +- +100 of 10 +0 +nobody hit$/);
  });
});

describe('the table of a drill', () => {
  it('fits 80 columns and says what was missed', () => {
    const results = [resultOf(course({})), resultOf(course({ clean: false, candidateRequests: 123_456 }))];
    const lines = renderDrill(results, createStyle(false));
    expect(Math.max(...lines.slice(0, 3).map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toBe('1 of 2 releases did not do what they should');
  });
});

describe('who counts as hit', () => {
  const answer = { status: 200, version: 'v2', color: 'green', sentAt: 0, milliseconds: 500 };

  it('is whoever got no good answer, and with a slow fault whoever waited for the candidate', () => {
    const hits = (fault: 'errors' | 'latency', changes: Partial<typeof answer>): number => {
      const watch = createWatch(fault, 'green');
      watch.seen({ ...answer, ...changes });
      return watch.read().hit;
    };
    expect(hits('errors', {})).toBe(0);
    expect(hits('errors', { status: 502 })).toBe(1);
    expect(hits('latency', {})).toBe(1);
    expect(hits('latency', { color: 'blue' })).toBe(0);
    expect(hits('latency', { milliseconds: 20 })).toBe(0);
  });
});

describe('a drill without flags', () => {
  it('is of every fault, and of a good release last', () => {
    const kinds = chosen(undefined, {}).map(({ kind }) => kind);
    expect(kinds).toEqual(['errors', 'status', 'latency', 'timeout', 'crash', 'leak', 'none']);
  });
});
