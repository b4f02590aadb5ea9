import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { candidateColor, desiredRules, targetGroupName } from '../../routing';
import { chooseTarget, matchesGlob, isInBlock, matchRequest } from '../../routing/requests';
import type { Condition, ObservedRule, RuleRequest } from '../../routing';
import { anyService } from './services';

const request: RuleRequest = {
  method: 'GET',
  host: 'www.example.com',
  path: '/api/Items',
  query: [['Version', '2']],
  headers: { 'x-canary': ['yes'] },
  sourceIp: '203.0.113.7',
};

const matches = (condition: Condition, change: Partial<RuleRequest> = {}): boolean => {
  const rule: ObservedRule = { arn: 'a', priority: 1, conditions: [condition], action: { kind: 'other', type: 'x' } };
  return matchRequest([rule], { ...request, ...change }).rule === rule;
};

describe('a condition', () => {
  const table: [string, Condition, boolean][] = [
    ['a host, whatever its case', { kind: 'host-header', values: ['WWW.example.COM'] }, true],
    ['a host by wildcard', { kind: 'host-header', values: ['*.example.com'] }, true],
    ['another host', { kind: 'host-header', values: ['example.com'] }, false],
    ['any of several hosts', { kind: 'host-header', values: ['a.com', 'www.example.com'] }, true],
    ['a path by wildcard', { kind: 'path-pattern', values: ['/api/*'] }, true],
    ['a path in the wrong case', { kind: 'path-pattern', values: ['/api/items'] }, false],
    ['one character by question mark', { kind: 'path-pattern', values: ['/api/Item?'] }, true],
    ['no more than one by question mark', { kind: 'path-pattern', values: ['/api/It?'] }, false],
    ['a dot as a dot', { kind: 'path-pattern', values: ['/api.Items'] }, false],
    ['an address in a block', { kind: 'source-ip', values: ['203.0.113.0/24'] }, true],
    ['an address outside a block', { kind: 'source-ip', values: ['203.0.112.0/24'] }, false],
    ['a method', { kind: 'http-request-method', values: ['GET'] }, true],
    ['a method in the wrong case', { kind: 'http-request-method', values: ['get'] }, false],
    ['a header', { kind: 'http-header', name: 'X-Canary', values: ['YES'] }, true],
    ['a header that does not exist', { kind: 'http-header', name: 'x-other', values: ['*'] }, false],
    ['a query pair, whatever its case', { kind: 'query-string', values: [{ key: 'version', value: '2' }] }, true],
    ['a query value under any key', { kind: 'query-string', values: [{ value: '2' }] }, true],
    ['another query value', { kind: 'query-string', values: [{ key: 'version', value: '3' }] }, false],
  ];
  it.each(table)('on %s', (_, condition, expected) => expect(matches(condition)).toBe(expected));

  it('on the host ignores the port of the Host header', () => {
    expect(matches({ kind: 'host-header', values: ['www.example.com'] }, { host: 'www.example.com:8080' })).toBe(true);
  });
});

describe('a rule', () => {
  it('matches only when all its conditions hold, and reports the one that failed', () => {
    const failed: Condition = { kind: 'path-pattern', values: ['/other'] };
    const narrow: ObservedRule = {
      arn: 'narrow',
      priority: 5,
      conditions: [{ kind: 'host-header', values: ['www.example.com'] }, failed],
      action: { kind: 'other', type: 'x' },
    };
    const fallback: ObservedRule = { ...narrow, arn: 'default', priority: 'default', conditions: [] };
    expect(matchRequest([fallback, narrow], request)).toEqual({
      rule: fallback,
      passed: [{ rule: narrow, failed }],
      unknown: [],
    });
  });

  it('of a lower priority value wins', () => {
    const rule = (priority: number): ObservedRule => ({
      arn: `r${priority}`,
      priority,
      conditions: [],
      action: { kind: 'other', type: 'x' },
    });
    expect(matchRequest([rule(20), rule(3), rule(100)], request).rule?.priority).toBe(3);
  });
});

describe('addresses', () => {
  it.each([
    ['::ffff:203.0.113.7', '203.0.113.0/24', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['203.0.113.7', '::/0', false],
  ])('%s in %s: %s', (ip, block, expected) => expect(isInBlock(ip, block)).toBe(expected));
});

describe('wildcards', () => {
  it('take no longer for a text that almost matches many of them', () => {
    expect(matchesGlob('/g*a*a*a*a*a*b', `/g${'a'.repeat(2000)}`, false)).toBe(false);
    expect(matchesGlob('/*/v*/*.json', `${'/v'.repeat(1500)}.json`, false)).toBe(true);
  });

  it('match a backslash-escaped character literally', () => {
    expect(matchesGlob('a\\*b', 'a*b', false)).toBe(true);
    expect(matchesGlob('a\\*b', 'axb', false)).toBe(false);
  });

  it('match a text that equals a pattern without wildcards, and only that', () => {
    const plain = fc.string().filter((text) => !/[*?\\]/.test(text));
    fc.assert(fc.property(plain, plain, (a, b) => matchesGlob(a, b, false) === (a === b)));
  });
});

describe('traffic through the desired rules of any service', () => {
  const observed = (service: Parameters<typeof desiredRules>[0]): ObservedRule[] =>
    desiredRules(service).map((rule) => ({ ...rule, arn: `arn:${rule.role}` }));

  it('from a whitelisted address goes to the candidate exactly while the canary is on', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const [block] = service.whitelisted_ips;
        if (!block) return;
        const host = (service.hostnames[0] ?? '').replace('*', 'x');
        const path = (service.paths[0] ?? '/').replace('*', 'x');
        const hit = matchRequest(observed(service), {
          ...request,
          headers: {},
          host,
          path,
          sourceIp: block.slice(0, -3),
        });
        expect(hit.rule?.priority === service.priority).toBe(!service.activate_canary);
        const action = hit.rule?.action;
        if (service.activate_canary && action?.kind === 'forward')
          expect(chooseTarget(action, 0.5)?.targetGroup).toBe(targetGroupName(service.family, candidateColor(service)));
      }),
    );
  });

  it('is divided exactly by weight', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const production = desiredRules(service).at(-1);
        const green = targetGroupName(service.family, 'green');
        const hits = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100).filter(
          (random) => production && chooseTarget(production.action, random)?.targetGroup === green,
        );
        expect(hits.length).toBe(service.green_weight);
      }),
    );
  });

  it('goes nowhere when every weight is 0', () => {
    const targets = [{ targetGroup: 'a', weight: 0 }];
    expect(chooseTarget({ kind: 'forward', targets, stickinessSeconds: null }, 0)).toBeUndefined();
  });
});
