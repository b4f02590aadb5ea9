// What can be said of a package before it is staged: the file of its handler, and its sizes.
import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { EnvironmentError, checkPackage, listZip } from '../../environments';
import type { PackageFacts } from '../../environments';

const MB = 1024 * 1024;
const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:tools:3';

const facts = (files: readonly string[], more: Partial<PackageFacts> = {}): PackageFacts => ({
  entries: files.map((name) => ({ name, bytes: 1 })),
  zippedBytes: 1,
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  layers: [],
  ...more,
});
const found = (runtime: string, handler: string, files: readonly string[], layers: readonly string[] = []) =>
  checkPackage(facts(files, { runtime, handler, layers }));

describe('a handler', () => {
  it.each<[runtime: string, handler: string, file: string]>([
    ['nodejs22.x', 'index.handler', 'index.js'],
    ['nodejs22.x', 'index.handler', 'index.mjs'],
    ['nodejs22.x', 'index.handler', 'index.cjs'],
    ['nodejs22.x', 'dir/file.fn', 'dir/file.js'],
    ['nodejs22.x', './dir//file.fn', 'dir/file.js'],
    ['nodejs22.x', 'a.b/file.fn', 'a.b/file.js'],
    ['nodejs22.x', 'index.nested.handler', 'index.js'],
    ['nodejs22.x', 'src.handler', 'src/index.js'],
    ['nodejs22.x', 'src.handler', 'src/package.json'],
    ['nodejs22.x', 'index.handler', 'index'],
    ['nodejs24.x', 'index.handler', 'index.ts'],
    ['nodejs24.x', 'index.handler', 'index.mts'],
    ['python3.12', 'app.handler', 'app.py'],
    ['python3.12', 'package.app.handler', 'package/app.py'],
    ['python3.12', 'package/app.handler', 'package/app.py'],
    ['python3.12', 'package.handler', 'package/__init__.py'],
    ['python3.12', 'app.handler', 'app.pyc'],
    ['python3.12', 'app.handler', 'app.cpython-312-x86_64-linux-gnu.so'],
    ['ruby3.3', 'function.handler', 'function.rb'],
    ['ruby3.3', 'lib/function.Module::Class.handler', 'lib/function.rb'],
  ])('of %s, %s, is in %s', (runtime, handler, file) => {
    expect(found(runtime, handler, ['README.md', file])).toEqual([]);
    expect(found(runtime, handler, ['README.md'])).toMatchObject([{ severity: 'error' }]);
  });

  it.each<[runtime: string, handler: string, file: string]>([
    ['nodejs22.x', 'index.handler', 'index.ts'],
    ['nodejs22.x', 'index.handler', 'dist/index.js'],
    ['nodejs22.x', 'index.handler', 'index.json'],
    ['nodejs22.x', 'index.handler', 'index.jsx'],
    ['nodejs22.x', 'Index.handler', 'index.js'],
    ['nodejs22.x', '../index.handler', 'index.js'],
    ['python3.12', 'package.app.handler', 'package.py'],
    ['python3.12', './app.handler', 'app.py'],
    ['ruby3.3', 'function.handler', 'function.js'],
  ])('of %s, %s, is not in %s', (runtime, handler, file) => {
    expect(found(runtime, handler, [file])).toMatchObject([{ severity: 'error' }]);
  });

  it.each(['java21', 'dotnet8', 'provided.al2023', 'go1.x'])('of %s is not checked', (runtime) => {
    expect(found(runtime, 'bootstrap', ['bootstrap'])).toEqual([]);
  });

  it('is not checked without a runtime, nor a package without a handler', () => {
    expect(checkPackage(facts(['a'], { runtime: undefined }))).toEqual([]);
    expect(checkPackage(facts(['a'], { handler: undefined }))).toEqual([]);
  });

  it.each<[runtime: string, handler: string, files: string[], suggestion: string]>([
    ['nodejs22.x', 'indx.handler', ['index.js', 'node_modules/indx/indx.js'], 'index.handler'],
    ['nodejs22.x', 'Index.handler', ['index.mjs'], 'index.handler'],
    ['nodejs22.x', 'index.handler', ['inde.js', 'dist/index.js', 'dist/index.d.ts'], 'dist/index.handler'],
    ['python3.12', 'pkg.ap.run', ['pkg/app.py', 'other.py'], 'pkg/app.run'],
    ['python3.12', 'pakage.run', ['package/__init__.py'], 'package.run'],
    ['ruby3.3', 'funktion.run', ['function.rb'], 'function.run'],
  ])('of %s, %s, is compared with the names of %j', (runtime, handler, files, suggestion) => {
    const [fault] = found(runtime, handler, files);
    expect(fault?.message).toContain(`no file for the handler "${handler}"`);
    expect(fault?.hint).toContain(`Did you mean ${suggestion}?`);
  });

  it('names the files that were looked for, and suggests nothing that is not near', () => {
    expect(found('nodejs22.x', 'index.handler', ['completely/different.js'])).toEqual([
      {
        message:
          'the package has no file for the handler "index.handler": neither index.js nor index.mjs nor index.cjs',
        hint: 'Put the file into the package, or correct the handler',
        severity: 'error',
      },
    ]);
  });

  it.each([
    ['a layer', 'index.handler', [LAYER]],
    ['an absolute path', '/opt/nodejs/wrapper.handler', []],
  ])('may be in another place with %s, so that it is only a warning', (_name, handler, layers) => {
    expect(found('nodejs22.x', handler, ['app.js'], layers)).toMatchObject([
      { severity: 'warning', hint: expect.stringContaining('Check that a layer has the file') },
    ]);
  });

  it.each<[runtime: string, handler: string, hint: string]>([
    ['nodejs22.x', 'index', 'such as index.handler'],
    ['nodejs22.x', 'index.', 'such as index.handler'],
    ['nodejs22.x', '.handler', 'such as index.handler'],
    ['nodejs22.x', 'src/', 'FILE.FUNCTION'],
    ['nodejs22.x', 'a.b/index', 'such as index.handler'],
    ['python3.12', 'index', 'FILE.FUNCTION'],
    ['python3.12', 'a.b/index', 'FILE.FUNCTION'],
    ['ruby3.3', 'index', 'FILE.FUNCTION'],
  ])('of %s that is %j lacks a part, whatever a layer has', (runtime, handler, hint) => {
    expect(found(runtime, handler, ['index.js', 'src/index.js'], [LAYER])).toMatchObject([
      { severity: 'error', hint: expect.stringContaining(hint) },
    ]);
  });
});

describe('the size of a package', () => {
  const sized = (unpacked: number, zippedBytes: number | undefined) =>
    checkPackage(
      facts([], {
        entries: [
          { name: 'index.js', bytes: 1 },
          { name: 'data.bin', bytes: unpacked - 1 },
        ],
        zippedBytes,
      }),
    );

  it('may be exactly what Lambda accepts', () => {
    expect(sized(250 * MB, 50 * MB)).toEqual([]);
  });

  it('is refused above it, unpacked or zipped, with a number that is above it', () => {
    expect(sized(250 * MB + 1, 50 * MB)).toMatchObject([
      { severity: 'error', message: 'the package has 250.1 MB unpacked, and Lambda accepts 250 MB with all layers' },
    ]);
    expect(sized(MB, 50 * MB + 1)).toMatchObject([
      { severity: 'error', message: expect.stringContaining('50.1 MB zipped'), hint: expect.stringContaining('S3') },
    ]);
  });

  it('is only limited unpacked for a package in S3', () => {
    expect(sized(250 * MB, undefined)).toEqual([]);
    expect(sized(250 * MB + 1, undefined)).toHaveLength(1);
  });
});

describe('the list of a zip', () => {
  const zip = zipSync({ 'index.js': strToU8('exports.handler = 1;\n'), dir: { 'a.txt': strToU8('aaaa') }, empty: {} });

  it('has its files with their unpacked sizes, and no folders', () => {
    expect(listZip(zip, 'code.zip')).toEqual([
      { name: 'index.js', bytes: 21 },
      { name: 'dir/a.txt', bytes: 4 },
    ]);
  });

  it('is made without unpacking: content that is damaged is not seen', () => {
    const damaged = zip.slice();
    damaged.fill(0xff, 38, 50);
    expect(listZip(damaged, 'code.zip')).toHaveLength(2);
  });

  it.each<[name: string, bytes: Uint8Array]>([
    ['text', strToU8('this is no zip, but some text that is longer than the end of a zip')],
    ['nothing', new Uint8Array()],
    ['a zip that was cut off', zip.subarray(0, zip.length - 10)],
  ])('of %s is an error that names the file', (_name, bytes) => {
    const list = () => listZip(bytes, '/code/app.zip');
    expect(list).toThrow(EnvironmentError);
    expect(list).toThrow('/code/app.zip');
  });
});
