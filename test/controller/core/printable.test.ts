// Text from outside cannot move the cursor, forge a line, or give an order to GitHub Actions.
import { describe, expect, it } from '@jest/globals';
import { onOneLine, printable } from '../../../controller/core/printable';

describe('printable', () => {
  it.each([
    ['plain text, äöü, 漢字, 👍🏽', 'plain text, äöü, 漢字, 👍🏽'],
    ['several\nlines\twith tabs', 'several\nlines\twith tabs'],
    ['\u001b[31mred\u001b[0m, \u001b[2J\u001b[Hcleared', 'red, cleared'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;https://x.y\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['over\rwritten, \u009b31m, \u0000\u0008\u007f', 'overwritten, 31m, '],
    ['\u202egnirts\u202c and \u2066text\u2069', 'gnirts and text'],
    ['first\r\nsecond\u2028third', 'first\nsecond\nthird'],
    ['::error::forged', ': :error::forged'],
    ['text\n  ::set-output name=x::y', 'text\n  : :set-output name=x::y'],
    ['\u001b[0m::stop-commands::x', ': :stop-commands::x'],
    ['text ##[error]forged', 'text # #[error]forged'],
    ['a::b, fe80::1', 'a::b, fe80::1'],
  ])('of %j is %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('onOneLine', () => {
  it.each([
    ['slow\n4    2030-01-01 00:00:00  alice', 'slow 4    2030-01-01 00:00:00  alice'],
    ['a\r\n\r\nb\u2029c\u0085d', 'a b c d'],
    ['\n::error::forged\n', ': :error::forged'],
  ])('of %j is %j', (text, expected) => {
    expect(onOneLine(text)).toBe(expected);
  });
});
