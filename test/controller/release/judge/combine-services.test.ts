// One look from the looks at several services.
import { describe, expect, it } from '@jest/globals';
import { combine } from '../../../../controller/release/judge';
import type { Look } from '../../../../controller/release/rollout';

const look = (kind: Look['kind'], at = '2026-03-01T12:00:00.000Z'): Look => ({
  at,
  kind,
  reason: `errors: ${kind}`,
  metrics: [{ name: 'errors', kind, value: 1, reason: kind }],
});

describe('combined looks', () => {
  it.each([
    ['pass', 'pass', 'pass'],
    ['pass', 'inconclusive', 'inconclusive'],
    ['hold', 'inconclusive', 'hold'],
    ['hold', 'fail', 'fail'],
  ] as const)('%s and %s are %s, in either order', (a, b, expected) => {
    expect(combine({ shop: look(a), cart: look(b) }).kind).toBe(expected);
    expect(combine({ shop: look(b), cart: look(a) }).kind).toBe(expected);
  });

  it('name the service of each metric and of what decided', () => {
    const both = combine({ shop: look('fail'), cart: look('pass', '2026-03-01T12:00:01.000Z') });
    expect(both.reason).toBe('shop: errors: fail');
    expect(both.metrics.map(({ name }) => name)).toEqual(['shop errors', 'cart errors']);
    expect(both.at).toBe('2026-03-01T12:00:01.000Z');
  });

  it('of one service are its look', () => {
    expect(combine({ shop: look('hold') })).toEqual(look('hold'));
  });

  it('of no service are an error', () => {
    expect(() => combine({})).toThrow('there is no look to combine');
  });
});
