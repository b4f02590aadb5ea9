// The result of a drill's release, and how it is rendered.
import { describe, expect, it } from '@jest/globals';
import { selectReleases } from '../../../controller/drill/faults';
import { judgeRelease } from '../../../controller/drill/result';
import type { ReleaseRecord } from '../../../controller/drill/result';
import { createObserver } from '../../../controller/drill/observer';
import { createRolloutState } from '../../../controller/release';
import type { Evaluation, RolloutState } from '../../../controller/release';
import { isDrillProgress, renderDrill } from '../../../controller/render/drill';
import { createStyle } from '../../../controller/core/style';

const AT = Date.parse('2030-01-01T00:00:00Z');
const iso = (seconds: number): string => new Date(AT + seconds * 1000).toISOString();

const started = createRolloutState(
  {
    id: 'r1',
    environment: 'drill',
    services: ['web'],
    candidates: { web: 'green' },
    stableCode: { web: 'v1' },
    configuration: '',
    plan: {
      steps: [{ weight: 100, waitSeconds: 0, approval: false }],
      bakeSeconds: 0,
      settle: true,
      intervalSeconds: 1,
      selfTestSeconds: 0,
      approval: { expiresSeconds: 1, otherwise: 'rollback' },
      lostApiSeconds: 60,
      holdAtMostSeconds: 60,
      inconclusive: 'pause',
    },
    by: 'me',
    via: 'live',
    reason: null,
  },
  new Date(AT),
);

const failing: Evaluation = {
  at: iso(9),
  kind: 'fail',
  reason: 'errors: 5 % failed',
  metrics: [
    { name: 'errors', kind: 'fail', value: 5, reason: 'worse' },
    { name: 'latency', kind: 'pass', value: 1, reason: 'good' },
  ],
};
const ended = (
  outcome: 'rolled-back' | 'settled',
  reason: string,
  evaluations: readonly Evaluation[] = [],
): RolloutState => ({
  ...started,
  evaluations,
  shifts: [iso(2)],
  position: { at: 'done', outcome, reason },
  since: iso(10),
});

const record = (changes: Partial<ReleaseRecord>): ReleaseRecord => ({
  fault: 'errors',
  what: 'failure of 5 % of invocations',
  state: ended('rolled-back', failing.reason, [failing]),
  observed: { requests: 1000, hit: 5, firstHitAt: AT + 3500, seconds: 10 },
  candidateRequests: 100,
  clean: true,
  ...changes,
});

describe('the progress of a drill', () => {
  it.each([
    ['21:51:26 UTC web: 10 % on green for 5s', true],
    ['21:51:31 CET web: 10 %: fail: errors: 5 % failed; rolling back', true],
    ['21:51:31 GMT+5:30 web: 10 %: hold: errors: no data', false],
    ['warning: the clock jumped', true],
    ['web: v3 on green', false],
  ])('has what happened, without evaluations that decide nothing: %s', (line, expected) => {
    expect(isDrillProgress(line)).toBe(expected);
  });
});

describe('the result of a release', () => {
  it('has when it was caught, by which metric, and how long users were hit', () => {
    expect(judgeRelease(record({}))).toMatchObject({
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

  it('is missed when a bad release settles, is paused, or still gets requests after the rollback', () => {
    const paused = {
      ...started,
      pause: { reason: 'the result is inconclusive', since: iso(9), then: started.position },
    };
    const verdicts = [
      record({ state: ended('settled', 'every step passed') }),
      record({ state: paused }),
      record({ clean: false }),
    ].map(judgeRelease);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['missed', 'missed', 'missed']);
    expect(verdicts.map(({ back }) => back)).toEqual([false, false, false]);
    expect(verdicts[1]?.reason).toBe('the result is inconclusive');
  });

  it('is good without a fault only when it settles', () => {
    const none = { fault: 'none', what: 'a good release' } as const;
    expect(judgeRelease(record({ ...none, state: ended('settled', 'every step passed') })).verdict).toBe('passed');
    expect(judgeRelease(record(none)).verdict).toBe('missed');
  });

  it('is caught before anyone was hit when the candidate cannot be invoked', () => {
    const state = { ...ended('rolled-back', 'green fails when it is invoked'), shifts: [] };
    const observed = { requests: 10, hit: 0, firstHitAt: undefined, seconds: 1 };
    const result = judgeRelease(record({ state, observed }));
    expect(result).toMatchObject({ verdict: 'caught', caught_after: null, by: null, back_after: null });
    expect(renderDrill([result], createStyle(false))[1]).toMatch(/^errors +before shift +- +100 of 10 +0 +nobody hit$/);
  });
});

describe('the table of a drill', () => {
  it('fits 80 columns and names what was missed', () => {
    const results = [judgeRelease(record({})), judgeRelease(record({ clean: false, candidateRequests: 123_456 }))];
    const lines = renderDrill(results, createStyle(false));
    expect(Math.max(...lines.slice(0, 3).map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toBe('1 of 2 releases did not do what they should');
  });
});

describe('a request counts as hit', () => {
  const answer = { status: 200, version: 'v2', color: 'green', sentAt: 0, milliseconds: 500 };

  it('when it failed, and with a slow fault also when the candidate took too long', () => {
    const hits = (fault: 'errors' | 'latency', changes: Partial<typeof answer>): number => {
      const observer = createObserver(fault, 'green');
      observer.record({ ...answer, ...changes });
      return observer.read().hit;
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
    const kinds = selectReleases(undefined, {}).map(({ kind }) => kind);
    expect(kinds).toEqual(['errors', 'status', 'latency', 'timeout', 'crash', 'leak', 'none']);
  });
});
