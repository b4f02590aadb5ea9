// Tables fit the terminal, and colours are only used on a terminal.
import { describe, expect, it } from '@jest/globals';
import { createStyle, wantsColor } from '../../../controller/core/style';
import { renderTable } from '../../../controller/render/table';

describe('a table', () => {
  it('is as wide as its content', () => {
    expect(renderTable(['a', 'bb'], [['ccc', 'd']], createStyle(false))).toEqual(['a    bb', 'ccc  d']);
  });

  it('is never cut outside a terminal', () => {
    const cells = ['x'.repeat(60), 'y'.repeat(40)];
    expect(renderTable(['name', 'state'], [cells], createStyle(false))[1]).toBe(cells.join('  '));
  });

  it('takes several lines for a row in a narrow terminal, and splits no word', () => {
    const cells = ['hello-node', 'steady', 'blue', '100/0', 'in sync'];
    expect(renderTable(['service', 'phase', 'active', 'asked', 'state'], [cells], createStyle(false, 30))).toEqual([
      'service',
      ['hello-node', '    phase steady, active blue,', '    asked 100/0, state in sync'].join('\n'),
    ]);
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
