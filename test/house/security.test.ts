// The page on security: every defence that it names has a test, which exists under the name that the page gives.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** The rows of the tables whose last column is a test. */
const rows = page.split(/^## /m).flatMap((section) => {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return /\| test +\|$/.test(lines[0] ?? '') ? lines.slice(2) : [];
});

describe('the page on security', () => {
  it('has a test for each of its rows', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => !/\| `test\/[\w./-]+`: \S.* \|$/.test(row))).toEqual([]);
  });

  it.each(rows)('names a test that exists: %s', (row) => {
    const [, file = '', name = ''] = /\| `(test\/[\w./-]+)`: (.*?) +\|$/.exec(row) ?? [];
    expect(existsSync(join(root, file))).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(`'${name}'`);
  });
});
