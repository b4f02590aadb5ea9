// How results look: as wide as the terminal allows, coloured only where somebody sees it.
import { describe, expect, it } from '@jest/globals';
import { createStyle, wantsColor } from '../../../controller/core/style';
import { table } from '../../../controller/render/table';

describe('a table', () => {
  it('is as wide as its content', () => {
    expect(table(['a', 'bb'], [['ccc', 'd']], createStyle(false))).toEqual(['a    bb', 'ccc  d']);
  });

  it('is cut nowhere where nobody reads it on a terminal', () => {
    const cells = ['x'.repeat(60), 'y'.repeat(40)];
    expect(table(['name', 'state'], [cells], createStyle(false))[1]).toBe(cells.join('  '));
  });

  it('gives a row lines of its own where the terminal is too narrow, and keeps every word whole', () => {
    const cells = ['hello-node', 'steady', 'blue', '100/0', 'in sync'];
    expect(table(['service', 'phase', 'active', 'asked', 'state'], [cells], createStyle(false, 30))).toEqual([
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
