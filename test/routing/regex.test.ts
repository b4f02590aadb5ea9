// Regular expressions of listener rules: an answer only where every reading of them agrees.
import { describe, expect, it } from '@jest/globals';
import { matchesRegex } from '../../routing/regex';

describe('matchesRegex', () => {
  it.each<[string, string, boolean | 'unknown']>([
    ['^tenant-[0-9]+\\.example\\.org$', 'web.example.com', false],
    ['^tenant-[0-9]+\\.example\\.org$', 'tenant-7.example.org', true],
    ['^(www|web)\\.example\\.com$', 'web.example.com', true],
    ['^(?:[a-z0-9-]+\\.)?example\\.com$', 'web.example.com', true],
    ['^.*$', 'web.example.com', true],
    ['^a\\.com$|^b\\.com$', 'b.com', true],
    ['example', 'shop.org', false],
    ['example', 'web.example.com', 'unknown'],
    ['^WEB\\.example\\.com$', 'web.example.com', 'unknown'],
    ['^/api/\\d{2}$', '/api/12', true],
  ])('%s on %s: %s', (source, text, verdict) => {
    expect(matchesRegex([source], text)).toBe(verdict);
  });

  it.each([
    ['a lookahead', '^(?!web).*$'],
    ['a class of Unicode', '^\\p{L}+$'],
    ['white space, which engines read differently', '^\\s$'],
    ['a class by name', '^[[:alpha:]]+$'],
    ['an expression that is not valid', '^[z-a]$'],
    ['repetitions within repetitions', '^(a+)+$'],
    ['a choice that repeats', '^(a|a)*$'],
    ['many repetitions', '^.*.*.*.*$'],
  ])('does not decide %s', (_, source) => {
    expect(matchesRegex([source], 'web')).toBe('unknown');
  });

  it('decides several expressions when one of them surely matches, or none does', () => {
    expect(matchesRegex(['^\\p{L}$', '^web$'], 'web')).toBe(true);
    expect(matchesRegex(['^\\p{L}$', '^no$'], 'web')).toBe('unknown');
    expect(matchesRegex(['^no$', '^nor$'], 'web')).toBe(false);
  });

  it('does not decide a text that is long or not ASCII', () => {
    expect(matchesRegex(['^a*$'], 'a'.repeat(300))).toBe('unknown');
    expect(matchesRegex(['^.$'], 'ü')).toBe('unknown');
  });
});
