// Rules of others with regular expressions, before ours: passed over, matched, or not decided.
import { describe, expect, it } from '@jest/globals';
import { toObservedRule } from '../../controller/aws/elbv2-observed';
import { desiredRules } from '../../routing';
import type { RoutedService } from '../../routing';
import { findShadows, matchRequest } from '../../routing/requests';
import type { RuleRequest } from '../../routing';
import { foreignRule, hostRegex, productionRule } from '../helpers/listener-rules';
import { web } from './services';

const request: RuleRequest = {
  method: 'GET',
  host: 'web.example.com',
  path: '/shop',
  query: [],
  headers: { 'x-team': ['blue'] },
  sourceIp: '203.0.113.7',
};

const ours = (changes: Partial<RoutedService> = {}) => desiredRules({ ...web, ...changes });

const PASSED = '^tenant-[0-9]+\\.example\\.org$';
const HIT = '^w[a-z]+\\.example\\.com$';
const OPEN = '^(?!tenant).*$';

describe.each(['newer', 'older', 'both'] as const)('a regular expression on the host, in the form %s', (form) => {
  it.each([
    ['that does not match', PASSED, { hit: 100, passed: [50], unknown: [] }, []],
    ['that matches', HIT, { hit: 50, passed: [], unknown: [] }, [true]],
    ['that Teal cannot decide', OPEN, { hit: 100, passed: [], unknown: [50] }, [false]],
  ])('%s', (_, source, expected, shadows) => {
    const rules = [toObservedRule(foreignRule(hostRegex(source)[form])), toObservedRule(productionRule())];
    const found = matchRequest(rules, request);
    expect({
      hit: found.rule?.priority,
      passed: found.passed.map((one) => one.rule.priority),
      unknown: found.unknown.map((one) => one.rule.priority),
    }).toEqual(expected);
    expect(findShadows(ours(), rules).map((shadow) => shadow.certain)).toEqual(shadows);
  });
});

describe('a rule of others', () => {
  it('is matched on paths and headers too', () => {
    const path = { Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/sh.p$'] } };
    const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Team', RegexValues: ['^blue$'] } };
    const other = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Other', RegexValues: ['^.*$'] } };
    const hit = (...conditions: Parameters<typeof foreignRule>) =>
      matchRequest([toObservedRule(foreignRule(...conditions)), toObservedRule(productionRule())], request).rule
        ?.priority;
    expect(hit(path, header)).toBe(50);
    expect(hit(path, other)).toBe(100);
  });

  it('with a condition that Teal does not know may match, unless another condition fails', () => {
    const unknown = { Field: 'moon-phase', Values: ['full'] };
    const open = [toObservedRule(foreignRule(unknown)), toObservedRule(productionRule())];
    expect(matchRequest(open, request).unknown).toHaveLength(1);
    const failed = foreignRule(unknown, { Field: 'path-pattern', Values: ['/other'] });
    expect(matchRequest([toObservedRule(failed), ...open.slice(1)], request)).toMatchObject({
      rule: { priority: 100 },
      passed: [{ failed: { kind: 'path-pattern' } }],
      unknown: [],
    });
  });

  it('with values and expressions in one condition may match', () => {
    const both = { Field: 'host-header', HostHeaderConfig: { Values: ['a.org'], RegexValues: ['^b$'] } };
    expect(matchRequest([toObservedRule(foreignRule(both))], request).unknown).toHaveLength(1);
  });

  it('may shadow a host of ours with a wildcard, and surely shadows a rule of ours without a host', () => {
    const rules = [toObservedRule(foreignRule(hostRegex(PASSED).both))];
    expect(findShadows(ours({ hostnames: ['*.example.com'] }), rules)).toMatchObject([{ certain: false }]);
    expect(findShadows(ours({ hostnames: [], paths: ['/shop'] }), rules)).toMatchObject([{ certain: true }]);
  });
});
