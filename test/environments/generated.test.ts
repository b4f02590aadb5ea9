import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generatedFiles } from '../../environments/generated';
import { findEnvironments, loadEnvironment } from '../../environments';

const root = join(__dirname, '..', '..');

describe('generated files', () => {
  it.each(Object.entries(generatedFiles()))('%s matches the schema (else: npm run generate)', (name, content) => {
    expect(readFileSync(join(root, name), 'utf8')).toBe(content);
  });

  it('describe every field of the reference page', () => {
    const rows = (generatedFiles()['docs/environment-file.md'] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => /\| *\|$/.test(row))).toEqual([]);
  });
});

describe('the environments that come with the repository', () => {
  it.each(findEnvironments(root).map(({ name, file }) => [name, file]))('%s has no problem', (_name, file) => {
    expect(loadEnvironment(file).warnings).toEqual([]);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=./environment.schema.json');
  });
});
