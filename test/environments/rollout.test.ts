// How releases roll out: strategies, their steps, durations, and the problems of invalid ones.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../environments/duration';
import { NAMED_STRATEGIES, expandStrategy } from '../../environments/strategy';
import { fileOf, problemLines, service } from './fixture';

const withRollout = (text: string): string => fileOf({ api: service({ rollout: text }) });
const weights = (strategy: Parameters<typeof expandStrategy>[0]): number[] =>
  expandStrategy(strategy).map((step) => step.weight);

describe('a strategy', () => {
  it.each([
    ['all_at_once', [100], 0],
    ['AllAtOnce', [100], 0],
    ['Canary10Percent5Minutes', [10, 100], 300],
    ['CodeDeployDefault.LambdaCanary10Percent30Minutes', [10, 100], 1800],
    ['Linear10PercentEvery1Minute', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 60],
    ['CodeDeployDefault.LambdaLinear10PercentEvery10Minutes', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 600],
  ])('%s moves as CodeDeploy does', (name, expected, wait) => {
    expect(weights(name)).toEqual(expected);
    expect(expandStrategy(name)[0]?.waitSeconds).toBe(expected.length > 1 ? wait : 0);
  });

  it('with its own settings has a first part and the rest, equal parts, or listed steps', () => {
    expect(expandStrategy({ canary: { percent: 5, wait: '90s' } })).toEqual([
      { weight: 5, waitSeconds: 90, approval: false },
      { weight: 100, waitSeconds: 0, approval: false },
    ]);
    expect(weights({ linear: { percent: 30, every: '1m' } })).toEqual([30, 60, 90, 100]);
    expect(weights({ hold_back: { percent: 10, wait: '10m', keep: 5, watch: '30m' } })).toEqual([10, 95, 100]);
    expect(expandStrategy({ steps: [{ weight: 1, wait: '1h', approval: true }] })).toEqual([
      { weight: 1, waitSeconds: 3600, approval: true },
      { weight: 100, waitSeconds: 0, approval: false },
    ]);
  });

  it('always rises and ends at 100 %', () => {
    const any = fc.oneof(
      fc.constantFrom<string>(...NAMED_STRATEGIES),
      fc.record({ linear: fc.record({ percent: fc.integer({ min: 1, max: 100 }), every: fc.constant('1m') }) }),
      fc.record({ canary: fc.record({ percent: fc.integer({ min: 1, max: 99 }), wait: fc.constant('1m') }) }),
    );
    fc.assert(
      fc.property(any, (strategy) => {
        const rising = weights(strategy);
        expect(rising.at(-1)).toBe(100);
        expect(rising.every((weight, i) => weight > (rising[i - 1] ?? 0))).toBe(true);
      }),
    );
  });

  it.each([
    ['{ strategy: Canary10Percent6Minutes }', /"Canary10Percent6Minutes" is not a known strategy/],
    ['{ strategy: { steps: [{ weight: 50 }, { weight: 20 }] } }', /step 2 goes from 50 % to 20 %/],
    ['{ strategy: { steps: [{ weight: 50 }, { weight: 120 }] } }', /120/],
    ['{ strategy: { steps: [] } }', /steps/],
    ['{ strategy: { linear: { percent: 10, every: often } } }', /"often" is not a duration/],
    ['{ strategy: { hold_back: { percent: 96, wait: 5m } } }', /step 2 goes from 96 % to 95 %/],
    ['{ bake: soon }', /rollout\.bake: "soon" is not a duration/],
    ['{ freeze: [{ weekly: { days: [friday], from: "16:00", to: "08:00" } }] }', /friday/],
    ['{ hooks: { before_shift: [{ comand: test }] } }', /comand/],
  ])('written as %s is refused at its field', (text, expected) => {
    expect(problemLines(withRollout(text))).toEqual([expect.stringMatching(expected)]);
  });
});

describe('a gate or a hook that cannot work', () => {
  const freeze = (text: string): string => withRollout(`{ freeze: [${text}] }`);
  const hooks = (text: string): string => withRollout(`{ hooks: { before_shift: [${text}] } }`);
  const always = 'days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00"';

  it.each([
    [
      withRollout('{ requires: { environment: prod } }'),
      /error services\.api\.rollout\.requires\.environment: prod cannot require itself/,
    ],
    [
      freeze('{ once: { from: "2026-12-31T00:00:00Z", to: "2026-12-20T00:00:00Z" } }'),
      /error services\.api\.rollout\.freeze\[0\]\.once\.to: the freeze ends at 2026-12-20T00:00:00Z, which is not after/,
    ],
    [freeze('{ once: { from: "tomorrow", to: "2026-12-20T00:00:00Z" } }'), /freeze\[0\]\.once\.from: "tomorrow"/],
    [freeze(`{ weekly: { ${always}, to: "08:00" } }`), /weekly\.days: the freeze .* on every day: it never ends/],
    [
      freeze('{ weekly: { days: [fri], from: "16:00", to: "monday 8" } }'),
      /weekly\.to: "monday 8" is not a time of day/,
    ],
    [freeze('{ weekly: { days: [fri], from: "25:00", to: "08:00" } }'), /weekly\.from: "25:00"/],
    [
      hooks('{ command: test, timeout: 0s }'),
      /hooks\.before_shift\[0\]\.timeout: a hook with a timeout of 0 would always fail/,
    ],
    [hooks('{ command: test, timeout: soon }'), /"soon" is not a duration/],
    [hooks('{ lambda: check, timeout: 1h }'), /warning .*timeout: Lambda ends a function after 15m/],
    [hooks('{ http: "ftp://a.b/secret" }'), /http: this is not a web address: it begins with "ftp:"$/],
    [
      withRollout('{ notify: [{ slack: hooks.slack.com/secret }] }'),
      /slack: this is not a web address: it begins with "hook"$/,
    ],
  ])('%s', (text, expected) => {
    expect(problemLines(text)).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    freeze('{ weekly: { days: [fri], from: "16:00", to: "mon 08:00", reason: week end } }'),
    freeze(`{ weekly: { ${always}, to: "07:00" } }`),
    freeze('{ once: { from: "2026-12-20T00:00:00Z", to: "2026-12-31T00:00:00Z" } }'),
    hooks('{ http: $CHECK_URL }'),
    withRollout('{ requires: { environment: staging, baked: 30m } }'),
    withRollout('{ notify: [{ teams: $TEAMS_WEBHOOK }, { event_bus: default }] }'),
  ])('but this can: %s', (text) => {
    expect(problemLines(text)).toEqual([]);
  });

  it('an event bus in a sandbox', () => {
    const text = withRollout('{ notify: [{ event_bus: default }] }').replace(/^load_balancer.*$/m, 'target: sandbox');
    expect(problemLines(text)).toContainEqual(
      expect.stringMatching(/^warning services\.api\.rollout\.notify\[0\]\.event_bus: the sandbox has no EventBridge/),
    );
  });
});

describe('a duration', () => {
  it('is parsed to seconds', () => {
    expect(['45s', '5m', '1h30m', '2h', '0s'].map(parseDuration)).toEqual([45, 300, 5400, 7200, 0]);
  });

  it('is formatted as it was written', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seconds) => expect(parseDuration(formatDuration(seconds))).toBe(seconds)),
    );
  });
});
