// Tables, and the blocks that they become in narrow terminals.
import { describe, expect, it } from '@jest/globals';
import { createStyle } from '../../../controller/core/style';
import { renderRows, renderTable } from '../../../controller/render/table';

const HEAD = ['service', 'phase', 'code'];
const ROWS = [
  ['web', 'steady', 'v1'],
  ['checkout', 'shifting', 'v2'],
];

describe('a table', () => {
  it('is as wide as its content', () => {
    expect(renderTable(HEAD, ROWS, createStyle(false, 24))).toEqual([
      'service   phase     code',
      'web       steady    v1',
      'checkout  shifting  v2',
    ]);
  });

  it('becomes a block for each row where it is too narrow, which names each value and has no head', () => {
    expect(renderTable(HEAD, ROWS, createStyle(false, 23))).toEqual([
      ...['service: web', '  phase: steady', '  code: v1'],
      ...['service: checkout', '  phase: shifting', '  code: v2'],
    ]);
  });

  it('is never cut outside a terminal', () => {
    const cells = ['x'.repeat(60), 'y'.repeat(40)];
    expect(renderTable(['name', 'state'], [cells], createStyle(false))[1]).toBe(cells.join('  '));
  });

  it('says how far details below a row are indented', () => {
    expect(renderRows(HEAD, ROWS, createStyle(false, 23)).indent).toBe('  ');
    expect(renderRows(HEAD, ROWS, createStyle(false)).indent).toBe('     ');
  });

  it('gives colors no width', () => {
    const { red } = createStyle(true);
    const colored = renderRows(HEAD, [['web', red('drift'), 'v1']], createStyle(false, 20));
    expect(colored.head).toEqual(['service  phase  code']);
  });
});
