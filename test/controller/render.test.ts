// How results look: within 80 columns, coloured only where somebody sees it.
import { describe, expect, it } from '@jest/globals';
import { createStyle, wantsColor } from '../../controller/render/style';
import { table } from '../../controller/render/table';

describe('a table', () => {
  it('is as wide as its content', () => {
    expect(table(['a', 'bb'], [['ccc', 'd']], createStyle(false))).toEqual(['a    bb', 'ccc  d']);
  });

  it('fits into 80 columns by cutting its widest cells in the middle', () => {
    const lines = table(['name', 'state'], [[`${'x'.repeat(60)}end`, 'y'.repeat(40)]], createStyle(false));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^x+…x*end {2}y+/);
  });
});

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('with %j on a terminal: %s are %s', (env, terminal, colored) => {
    expect(wantsColor(env, terminal)).toBe(colored);
  });
});
