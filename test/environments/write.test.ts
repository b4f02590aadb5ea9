import {
  chmodSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { writeEnvironment } from '../../environments';
import { repository } from './fixture';

describe('writing an environment file', () => {
  it('replaces it, keeps its mode, and leaves no other file', () => {
    const folder = join(repository(), 'environments');
    const file = join(folder, 'prod.yaml');
    writeFileSync(file, 'before');
    chmodSync(file, 0o640);
    writeEnvironment(file, 'after');
    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['prod.yaml']);
  });

  it('writes through a link, which stays one', () => {
    const folder = join(repository(), 'environments');
    writeFileSync(join(folder, 'real.yaml'), 'before');
    symlinkSync('real.yaml', join(folder, 'prod.yaml'));
    writeEnvironment(join(folder, 'prod.yaml'), 'after');
    expect(lstatSync(join(folder, 'prod.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.yaml'), 'utf8')).toBe('after');
  });

  it('leaves the folder as it was when it fails', () => {
    const folder = join(repository(), 'environments');
    expect(() => writeEnvironment(folder, 'after')).toThrow();
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(join(folder, '..'))).toEqual(['code', 'environments']);
  });

  it('does not write a file that no longer contains what is expected, and returns false', () => {
    const folder = join(repository(), 'environments');
    const file = join(folder, 'prod.yaml');
    writeFileSync(file, 'somebody else');
    expect(writeEnvironment(file, 'after', 'before')).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('somebody else');
    expect(readdirSync(folder)).toEqual(['prod.yaml']);
    expect(writeEnvironment(file, 'after', 'somebody else')).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('after');
  });

  it('removes the drafts that killed processes left long ago, and no other file', () => {
    const folder = join(repository(), 'environments');
    const old = ['.prod.yaml.0123456789ab.draft', `.dev.yaml.${process.pid}.0123456789ab.draft`];
    const others = ['.prod.yaml.aaaaaaaaaaaa.draft', '.prod.yaml.swp', 'x.draft'];
    for (const name of [...old, ...others]) writeFileSync(join(folder, name), 'half');
    for (const name of [...old, '.prod.yaml.swp', 'x.draft']) utimesSync(join(folder, name), 1, 1);
    writeEnvironment(join(folder, 'prod.yaml'), 'after');
    expect(readdirSync(folder).sort()).toEqual([...others, 'prod.yaml'].sort());
  });

  it('takes bytes that are not UTF-8 for another text than their replacement', () => {
    const file = join(repository(), 'environments', 'prod.yaml');
    writeFileSync(file, Buffer.from([0x23, 0xe9]));
    expect(writeEnvironment(file, 'after', '#\ufffd')).toBe(false);
    expect(readFileSync(file)).toEqual(Buffer.from([0x23, 0xe9]));
  });
});
