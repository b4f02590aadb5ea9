// Regular expressions that the sandbox evaluates, and those that it names instead.
import { describe, expect, it } from '@jest/globals';
import { readExpression } from '../../routing/expression';

const kindOf = (source: string) => {
  const read = readExpression(source, false);
  return read.kind === 'expression' ? read.kind : [read.kind, read.has];
};

describe('readExpression', () => {
  it.each([
    '^tenant-[0-9]+\\.example\\.org$',
    '^\\/api\\/(.+)$',
    '^/users/([^/]+)/(?:orders|carts)/(\\d{2,4})(\\?.*)?$',
    '^([^?]*)',
    '.*',
    'a\\+\\+b',
    '[*+]+',
    '^(www|web)\\.example\\.com$',
    '[\\]\\[a-z]+',
    '(?:a|b)?',
  ])('evaluates %s', (source) => {
    expect(kindOf(source)).toBe('expression');
  });

  it.each([
    ['^(?!web).*$', 'a lookahead or lookbehind'],
    ['(?<=a)b', 'a lookahead or lookbehind'],
    ['(a)\\1', 'a backreference'],
    ['(?P<x>a)(?P=x)', 'a named group'],
    ['(?>a)b', 'an atomic group'],
    ['a++', 'a possessive quantifier'],
    ['a{2,}+', 'a possessive quantifier'],
    ['(a(?R)?b)', 'a subroutine or recursion'],
    ['^\\p{L}+$', 'a Unicode character class'],
    ['^[\\p{L}]+$', 'a Unicode character class'],
    ['^[z-a]$', 'a syntax error'],
    ['(a', 'a syntax error'],
    ['(?i)web', 'a flag'],
    ['(?i:web)', 'a flag'],
    ['^[[:alpha:]]+$', 'a class by name'],
    ['\\Aweb\\z', 'an escape that engines read differently'],
    ['[]a]', 'a class that begins with a closing bracket'],
    ['[a-z&&[^b]]', 'a set operation'],
    ['(?#x)web', 'a comment'],
    ['^(a+)+$', 'a repetition within a repetition'],
    ['^(?:a|a)*$', 'a repetition within a repetition'],
  ])('names what is in %s: %s', (source, has) => {
    expect(kindOf(source)).toEqual([expect.stringMatching(/^(refused-by-aws|not-evaluated)$/), has]);
  });

  it('matches letters of both cases only where it is told to', () => {
    const matches = (ignoreCase: boolean) => {
      const read = readExpression('^web$', ignoreCase);
      return read.kind === 'expression' && read.regex.test('WEB');
    };
    expect([matches(true), matches(false)]).toEqual([true, false]);
  });
});
