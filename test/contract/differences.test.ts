// docs/emulators.md has a row for each call that the sandbox and moto answer differently, with what AWS's documentation says of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DIFFERENCES } from './differences';

describe('the table of differences', () => {
  const page = readFileSync(join(__dirname, '../../docs/emulators.md'), 'utf8');
  it.each(DIFFERENCES)('has a row for: $call', ({ call, sandbox: ours, moto: theirs }) => {
    const cells =
      page
        .split('\n')
        .find((line) => line.includes(call))
        ?.split('|')
        .map((cell) => cell.trim()) ?? [];
    const words = (error: string | undefined): string => (error === undefined ? 'accepted' : `\`${error}\``);
    expect(cells.slice(1, 4)).toEqual([call, words(ours), words(theirs)]);
    expect(cells[4]).toMatch(/^(API reference, \w+|".+")[,:] /);
  });
});
