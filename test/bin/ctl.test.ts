// `ctl` always runs the current sources, whatever the state of the cache folder.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const repository = join(__dirname, '../..');

describe('bin/ctl.js', () => {
  let folder: string;
  let cache: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'teal-bin-'));
    cache = join(folder, 'cache');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A repository with a command line that prints a word and what a client of the SDK exports. */
  function checkout(name: string, word: string): string {
    const root = join(folder, name);
    mkdirSync(join(root, 'controller/aws'), { recursive: true });
    mkdirSync(join(root, 'controller/cli'), { recursive: true });
    cpSync(join(repository, 'bin'), join(root, 'bin'), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'package-lock.json'), '{}');
    writeFileSync(join(root, 'controller/aws/sdk-sts.ts'), `export const client = 'sts';`);
    write(root, word);
    return root;
  }

  function write(root: string, word: string): void {
    const source = `import { parse } from 'yaml';
void import('../aws/sdk-sts').then(({ client }) => console.log(parse('${word}'), client));`;
    writeFileSync(join(root, 'controller/cli/main.ts'), source);
  }

  function ctl(root: string, xdgCacheHome = cache): string {
    const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: xdgCacheHome };
    return spawnSync(process.execPath, [join(root, 'bin/ctl.js'), 'status'], { encoding: 'utf8', env }).stdout.trim();
  }

  it('runs the current sources, also after an edit', () => {
    const root = checkout('one', 'before');
    expect(ctl(root)).toBe('before sts');
    expect(ctl(root)).toBe('before sts');
    write(root, 'edited');
    expect(ctl(root)).toBe('edited sts');
    expect(ctl(root)).toBe('edited sts');
  });

  it('runs when the cache folder cannot be created, and when there is none', () => {
    const root = checkout('one', 'word');
    writeFileSync(cache, 'a file where the folder should be');
    expect(ctl(root)).toBe('word sts');
    expect(ctl(root, '')).toBe('word sts');
  });

  it('runs from a cache that is damaged, and replaces it', () => {
    const root = checkout('one', 'word');
    ctl(root);
    const caches = readdirSync(join(cache, 'teal')).map((file) => join(cache, 'teal', file));
    for (const file of caches) writeFileSync(file, 'damaged');
    expect(ctl(root)).toBe('word sts');
    expect(readdirSync(join(cache, 'teal')).map((file) => join(cache, 'teal', file))).toEqual(caches);
  });

  it('keeps the caches of other checkouts, and none of its own older builds', () => {
    const roots = [checkout('one', 'first'), checkout('two', 'second')];
    roots.forEach((root) => ctl(root));
    const caches = readdirSync(join(cache, 'teal')).length;
    for (const root of roots) {
      write(root, 'longer than before');
      ctl(root);
    }
    expect(readdirSync(join(cache, 'teal'))).toHaveLength(caches);
  });
});
