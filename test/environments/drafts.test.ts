// Files are replaced whole, and what a killed process left beside them goes.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createWhole } from '../../controller/store/create-whole';
import { replaceFile } from '../../environments/drafts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'teal-replace-'));

describe('a file', () => {
  it('is created with its folder, then replaced, with the mode that is asked for', () => {
    const file = join(folder(), 'known/prod.json');
    replaceFile(file, 'first', 0o600);
    replaceFile(file, 'second', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('second');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['prod.json']);
  });

  it('leaves no draft when it cannot be replaced', () => {
    const place = folder();
    mkdirSync(join(place, 'prod.json'));
    expect(() => replaceFile(join(place, 'prod.json'), 'text')).toThrow();
    expect(readdirSync(place)).toEqual(['prod.json']);
  });

  it.each([
    ['replaced', (file: string) => replaceFile(file, 'text')],
    ['created in the store', (file: string) => void createWhole(file, 'text', 'volatile')],
  ])('that is %s takes the drafts of killed processes away, not those of running ones', (_, write) => {
    const place = folder();
    const [old, young] = ['.prod.json.0123456789ab.draft', '.prod.json.aaaaaaaaaaaa.draft'];
    for (const name of [old, young]) writeFileSync(join(place, name), 'half');
    utimesSync(join(place, old), 1, 1);
    write(join(place, 'prod.json'));
    expect(readdirSync(place).sort()).toEqual([young, 'prod.json']);
  });
});
