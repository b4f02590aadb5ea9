// Rules that take requests from others.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { desiredRules } from '../../routing';
import { canBothMatch, matchesGlob, globsOverlap, holds, findShadows } from '../../routing/requests';
import type { Condition, ObservedRule, RuleRequest } from '../../routing';
import { web } from './services';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });

describe('two patterns', () => {
  it('overlap whenever some text matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, both) => {
        if (matchesGlob(a, both, false) && matchesGlob(b, both, false)) expect(globsOverlap(a, b)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('overlap only when some text matches both', () => {
    const texts = ['', ...words(1), ...words(2), ...words(3), ...words(4)];
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(globsOverlap(a, b)).toBe(texts.some((one) => matchesGlob(a, one, false) && matchesGlob(b, one, false)));
      }),
    );
  });
});

function words(length: number): string[] {
  return length === 0 ? [''] : words(length - 1).flatMap((word) => [`${word}a`, `${word}b`]);
}

const host = (...values: string[]): Condition => ({ kind: 'host-header', values });
const source = (...values: string[]): Condition => ({ kind: 'source-ip', values });

describe('conditions', () => {
  it.each([
    ['the same host in another case', [host('a.example.com')], [host('A.Example.com')], true],
    ['a wildcard', [host('a.example.com')], [host('*.example.com')], true],
    ['two hosts', [host('a.example.com')], [host('b.example.com')], false],
    ['blocks, one in the other', [source('10.0.0.0/8')], [source('10.1.2.3/32')], true],
    ['blocks apart', [source('10.0.0.0/8')], [source('192.0.2.0/32')], false],
    ['different kinds', [host('a.example.com')], [source('10.0.0.0/8')], true],
    [
      'methods',
      [{ kind: 'http-request-method', values: ['GET'] }],
      [{ kind: 'http-request-method', values: ['POST'] }],
      false,
    ],
  ] satisfies [string, Condition[], Condition[], boolean][])('of %s', (_, a, b, overlap) => {
    expect(canBothMatch(a, b)).toBe(overlap);
    expect(canBothMatch(b, a)).toBe(overlap);
  });

  it('that one request matches always overlap', () => {
    const hosts = fc.array(fc.constantFrom('a.x', 'b.x', '*.x', '?.x'), { minLength: 1, maxLength: 2 });
    const sources = fc.array(fc.constantFrom('10.0.0.0/8', '10.0.0.1/32', '0.0.0.0/0'), { minLength: 1, maxLength: 2 });
    const conditions = fc.tuple(hosts, sources).map(([h, s]) => [host(...h), source(...s)]);
    const request = fc
      .record({
        host: fc.constantFrom('a.x', 'b.x', 'c.x'),
        sourceIp: fc.constantFrom('10.0.0.1', '10.9.9.9', '11.0.0.1'),
      })
      .map((one): RuleRequest => ({ method: 'GET', path: '/', query: [], headers: {}, ...one }));
    fc.assert(
      fc.property(conditions, conditions, request, (a, b, one) => {
        const both = [...a, ...b].every((condition) => holds(condition, one));
        if (both) expect(canBothMatch(a, b)).toBe(true);
      }),
    );
  });
});

describe('a foreign rule', () => {
  const ours = desiredRules(web);
  const foreign = (priority: number, conditions: Condition[]): ObservedRule => ({
    arn: `arn:${priority}`,
    priority,
    conditions,
    action: { kind: 'fixed-response', status: 503 },
  });

  it('shadows ours when it comes first and can match the same requests', () => {
    const rules = [
      foreign(5, [host('*')]),
      foreign(6, [host('other.example.com')]),
      foreign(200, [host('*')]),
      ...ours.map((rule) => ({ ...rule, arn: 'ours' })),
    ];
    expect(findShadows(ours, rules).map(({ rule, by }) => [rule.role, by.priority])).toEqual([['production', 5]]);
  });
});
