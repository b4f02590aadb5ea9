// The evaluation of the duration of invocations: the part that is slow is compared, and the p95 has limits.
import { describe, expect, it } from '@jest/globals';
import { NO_THRESHOLDS } from '../../../../controller/release/judge';
import { counts, interval, evaluate, metricOf, minutes } from './support';

const MANY = counts(9000, 9);

describe('latency', () => {
  const timed = (n: number, slow: number, p95Ms = 200) => counts(n, 0, { timed: n, slow, slowest: 0, p95Ms });
  const off = { errors: { dry_run: true }, client_errors: { dry_run: true } };
  const thresholds = { ...NO_THRESHOLDS, slowMs: 320, slowestMs: 900 };

  it('is compared by the part of invocations that are slower than the p95 of the stable color before', () => {
    const slow = evaluate(minutes(5, timed(900, 45), timed(100, 20)), off, {
      thresholds,
    });
    expect(slow.kind).toBe('fail');
    expect(slow.reason).toMatch(
      /^latency: 20 % slower than 320 ms of 500 against 5 % of 4,500: worse, .*needs 400 to 1/,
    );
    expect(evaluate(minutes(9, timed(900, 45), timed(100, 5)), off, { thresholds }).kind).toBe('pass');
  });

  it('is compared by its tail too, which may be slow while the 95th percentile is not', () => {
    const tail = (n: number, slow: number, slowest: number) => counts(n, 0, { timed: n, slow, slowest });
    const slow = minutes(20, tail(900, 45, 9), tail(100, 5, 4));
    const result = evaluate(slow, off, { thresholds });
    expect(result.kind).toBe('fail');
    expect(result.reason).toMatch(/^latency: 4 % slower than 900 ms of 2,000 against 1 % of 18,000: worse, /);
    expect(evaluate(slow, { ...off, latency: { compare_tail: false } }, { thresholds }).kind).toBe('pass');
    const alike = minutes(20, tail(900, 45, 9), tail(100, 5, 1));
    expect(evaluate(alike, off, { thresholds }).kind).toBe('pass');
  });

  it('is compared without the tail in a rollout that an earlier version began, which has no threshold for it', () => {
    const alike = minutes(9, timed(900, 45), timed(100, 5));
    expect(evaluate(alike, off, { thresholds: { ...thresholds, slowestMs: null } }).kind).toBe('pass');
  });

  it('passes when invocations are not timed', () => {
    expect(metricOf(evaluate(minutes(2, MANY, counts(1000, 1))), 'latency')).toMatchObject({
      kind: 'pass',
      value: null,
    });
  });

  it('is inconclusive when invocations are timed but nothing was measured before the first shift', () => {
    const unknown = counts(1000, 1, { timed: 1000, p95Ms: 200 });
    expect(metricOf(evaluate(minutes(2, unknown, unknown)), 'latency')).toMatchObject({
      kind: 'inconclusive',
      value: 200,
      reason: 'the stable color had no durations before the first shift to compare with',
    });
  });

  it.each([
    [1, 'hold'],
    [2, 'hold'],
    [3, 'fail'],
  ] as const)('above a limit on the p95 for %d minutes in a row: %s', (above, kind) => {
    const latency = { compare: false, max_p95_ms: 500 };
    const evaluateWith = (settings: object) =>
      evaluate(
        [
          ...minutes(5, timed(900, 0), timed(100, 0, 300)),
          ...Array.from({ length: above }, (_, i) => interval(5 + i, timed(900, 0), timed(100, 0, 600))),
        ],
        { ...off, latency: { compare: false, ...settings } },
      );
    expect(evaluateWith(latency).kind).toBe(kind);
    expect(evaluateWith({ max_p95_ratio: 2 }).kind).toBe(kind);
    expect(evaluateWith({ max_p95_ratio: 4 }).kind).toBe('pass');
    expect(evaluateWith({ max_p95_ms: 600 }).kind).toBe('pass');
  });

  it('is compared by ratio with the time before the first shift when the stable color has no requests', () => {
    const result = evaluate(
      minutes(3, counts(0), timed(100, 0, 700)),
      { ...off, latency: { max_p95_ratio: 2 } },
      { thresholds: { ...NO_THRESHOLDS, slowMs: 300 } },
    );
    expect(result.reason).toBe('latency: p95 700 ms: above the limit of 600 ms for 3 intervals in a row');
  });
});
