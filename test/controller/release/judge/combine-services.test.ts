// One evaluation from those of several services.
import { describe, expect, it } from '@jest/globals';
import { combineEvaluations } from '../../../../controller/release/judge';
import type { Evaluation } from '../../../../controller/release/rollout';

const evaluation = (kind: Evaluation['kind'], at = '2026-03-01T12:00:00.000Z'): Evaluation => ({
  at,
  kind,
  reason: `errors: ${kind}`,
  metrics: [{ name: 'errors', kind, value: 1, reason: kind }],
});

describe('combined evaluations', () => {
  it.each([
    ['pass', 'pass', 'pass'],
    ['pass', 'inconclusive', 'inconclusive'],
    ['hold', 'inconclusive', 'hold'],
    ['hold', 'fail', 'fail'],
  ] as const)('%s and %s are %s, in either order', (a, b, expected) => {
    expect(combineEvaluations({ shop: evaluation(a), cart: evaluation(b) }).kind).toBe(expected);
    expect(combineEvaluations({ shop: evaluation(b), cart: evaluation(a) }).kind).toBe(expected);
  });

  it('name the service of each metric and of the deciding reason', () => {
    const both = combineEvaluations({ shop: evaluation('fail'), cart: evaluation('pass', '2026-03-01T12:00:01.000Z') });
    expect(both.reason).toBe('shop: errors: fail');
    expect(both.metrics.map(({ name }) => name)).toEqual(['shop errors', 'cart errors']);
    expect(both.at).toBe('2026-03-01T12:00:01.000Z');
  });

  it('of one service are its evaluation', () => {
    expect(combineEvaluations({ shop: evaluation('hold') })).toEqual(evaluation('hold'));
  });

  it('of no service are an error', () => {
    expect(() => combineEvaluations({})).toThrow('there is no evaluation to combine');
  });
});
