// Every row of docs/emulators.md on a behaviour of the sandbox has a source and names a test that exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '../..');

/** Rows that the page has at least. */
const FEWEST = 279;

/** A row of a table with the columns behaviour, source and test. */
interface Row {
  readonly behaviour: string;
  readonly source: string;
  readonly test: string;
}

/** The cells of a line of a table; a vertical bar within a cell is written with a backslash. */
const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** The rows of all tables with three columns, without their heads. */
function rowsOf(page: string): Row[] {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  return lines.flatMap((line, index) => {
    const [behaviour = '', source = '', test = '', ...more] = cellsOf(line);
    const isRule = /^:?-+:?$/.test(behaviour);
    const isHead = /^\|\s*:?-/.test(lines[index + 1] ?? '');
    return more.length > 0 || isRule || isHead ? [] : [{ behaviour, source, test }];
  });
}

/** The code of a test file: what a comment says is no test. */
const codeOf = (file: string): string =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*|#)/.test(line))
    .join('\n');

const page = readFileSync(join(root, 'docs/emulators.md'), 'utf8');
const rows = rowsOf(page);

describe('the tables of what the sandbox does', () => {
  it('have a source in every row', () => {
    expect(rows.filter(({ behaviour, source }) => behaviour === '' || source.length < 5)).toEqual([]);
  });

  it('name a test in every row, which stands in its file', () => {
    const wrong = rows.filter(({ test }) => {
      const [, file = '', name = ''] = /^`(test\/[^`]+\.ts)`: (.+)$/.exec(test) ?? [];
      return name === '' || !existsSync(join(root, file)) || !codeOf(file).includes(name);
    });
    expect(wrong).toEqual([]);
  });

  it('have no behaviour twice', () => {
    const behaviours = rows.map(({ behaviour }) => behaviour.toLowerCase());
    expect(behaviours.filter((one, index) => behaviours.indexOf(one) !== index)).toEqual([]);
  });

  it('lose no row', () => {
    expect(rows.length).toBeGreaterThanOrEqual(FEWEST);
  });
});
