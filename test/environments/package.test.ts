import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { resolvePackage } from '../../environments';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'teal-package-'));

function folder(): string {
  const root = temporary();
  mkdirSync(join(root, 'node_modules', 'x'), { recursive: true });
  writeFileSync(join(root, 'index.js'), 'exports.handler = 1;\n');
  writeFileSync(join(root, 'node_modules', 'x', 'index.js'), 'x\n');
  return root;
}

function hashOf(source: string): string {
  const artifact = resolvePackage(source, '/', temporary());
  return artifact.kind === 'zip' ? artifact.sha256 : '';
}

const namesIn = (source: string): string[] => {
  const artifact = resolvePackage(source, '/', temporary());
  return artifact.kind === 'zip' ? Object.keys(unzipSync(readFileSync(artifact.file))) : [];
};

describe('a folder as a package', () => {
  it('has the same hash in another place, at another time, with other bits of its modes', () => {
    const one = folder();
    const other = temporary();
    cpSync(one, other, { recursive: true });
    utimesSync(join(other, 'index.js'), 1, 1);
    chmodSync(join(other, 'index.js'), 0o600);
    expect(hashOf(other)).toBe(hashOf(one));
  });

  it.each<[name: string, change: (root: string) => void]>([
    ['a file changes', (root) => writeFileSync(join(root, 'index.js'), 'exports.handler = 2;\n')],
    ['a file has another name', (root) => cpSync(join(root, 'index.js'), join(root, 'other.js'))],
    ['a file becomes executable', (root) => chmodSync(join(root, 'index.js'), 0o755)],
    ['a dependency changes', (root) => writeFileSync(join(root, 'node_modules', 'x', 'index.js'), 'y\n')],
  ])('has another hash when %s', (_name, change) => {
    const root = folder();
    const before = hashOf(root);
    change(root);
    expect(hashOf(root)).not.toBe(before);
  });

  it('holds what the function needs, in order, and nothing that only this machine needs', () => {
    const root = folder();
    for (const name of ['.git', '__pycache__']) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'x'), '');
    }
    for (const name of ['.DS_Store', 'a.pyc', '.env']) writeFileSync(join(root, name), '');
    expect(namesIn(root)).toEqual(['.env', 'index.js', 'node_modules/x/index.js']);
  });

  it('is stored under its hash, which is that of the zip', () => {
    const store = join(temporary(), 'packages');
    const root = folder();
    const artifact = resolvePackage('.', root, store);
    if (artifact.kind !== 'zip') throw new Error('a folder becomes a zip');
    const digest = createHash('sha256').update(readFileSync(artifact.file)).digest();
    expect(artifact.sha256).toBe(digest.toString('base64'));
    expect(artifact.file).toBe(join(store, `${digest.toString('hex')}.zip`));
    resolvePackage('.', root, store);
    expect(readdirSync(store)).toEqual([`${digest.toString('hex')}.zip`]);
  });

  it('follows links to what is inside it', () => {
    const root = folder();
    symlinkSync('index.js', join(root, 'main.js'));
    expect(namesIn(root)).toContain('main.js');
  });

  it.each<[name: string, target: string, reason: RegExp]>([
    ['outside it', tmpdir(), /outside the package/],
    ['nowhere', './none', /this link is broken/],
    ['a folder that it is in', '.', /a folder that contains it/],
  ])('is refused when a link leads to %s', (_name, target, reason) => {
    const root = folder();
    symlinkSync(target, join(root, 'link'));
    expect(() => hashOf(root)).toThrow(reason);
  });

  it('is refused when it is empty', () => {
    expect(() => hashOf(temporary())).toThrow(/contains no files/);
  });
});

describe('other packages', () => {
  it('a zip file is stored as it is', () => {
    const root = temporary();
    writeFileSync(join(root, 'a.zip'), 'any bytes');
    const artifact = resolvePackage('a.zip', root, join(root, 'store'));
    expect(artifact.kind === 'zip' && readFileSync(artifact.file, 'utf8')).toBe('any bytes');
  });

  it('an object in S3 is named and not fetched', () => {
    expect(resolvePackage('s3://b/k/x.zip?versionId=v.1', '/', '/none')).toEqual({
      kind: 's3',
      bucket: 'b',
      key: 'k/x.zip',
      version: 'v.1',
    });
    expect(resolvePackage('s3://b/k', '/', '/none')).toEqual({ kind: 's3', bucket: 'b', key: 'k' });
  });
});
