// What a function's zip may contain, and what an upload refuses: sizes, modes, links, damage.
import { existsSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { Zippable } from 'fflate';
import { openCode } from '../../sandbox/code';
import type { CodeStore } from '../../sandbox/code';
import { answering, bench, cleanUp, deploy, forward, get, temporaryDir, zip } from './support';

afterEach(cleanUp);

const MB = 1024 * 1024;
const UNIX = 3;

type Entry = string | { readonly text: string; readonly mode: number };

/** A zip as Unix makes it: a mode with each file. */
function unixZip(files: Readonly<Record<string, Entry>>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, entry] of Object.entries(files)) {
    const { text, mode } = typeof entry === 'string' ? { text: entry, mode: 0o100644 } : entry;
    entries[name] = [strToU8(text), { os: UNIX, attrs: mode * 0x10000 }];
  }
  return zipSync(entries);
}
const link = (target: string): Entry => ({ text: target, mode: 0o120777 });

/** Writes a number into the entry of the central directory, which is what an unpacker plans with. */
function declare(content: Uint8Array, position: number, value: number): Uint8Array {
  const changed = Buffer.from(content);
  changed.writeUInt32LE(value, changed.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + position);
  return changed;
}
const declaring = (content: Uint8Array, bytes: number): Uint8Array => declare(content, 24, bytes);

interface Opened {
  readonly store: CodeStore;
  readonly dir: string;
}
function open(): Opened {
  const dir = temporaryDir();
  return { store: openCode(join(dir, 'zips'), join(dir, 'code')), dir };
}

/** The folder that a zip is unpacked to. */
async function unpack(content: Uint8Array): Promise<string> {
  const { store } = open();
  const code = store.folder(await store.add(content));
  if (code.kind === 'missing') throw new Error(code.reason);
  return code.dir;
}

describe('an unpacked zip', () => {
  it('has the content of every file, stored or deflated', async () => {
    const long = 'long '.repeat(100_000);
    const dir = await unpack(
      zipSync({ a: [strToU8('stored'), { level: 0 }], 'b/c/d': strToU8(long), empty: strToU8('') }),
    );
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('stored');
    expect(readFileSync(join(dir, 'b/c/d'), 'utf8')).toBe(long);
    expect(readFileSync(join(dir, 'empty'), 'utf8')).toBe('');
  });

  it.each<[mode: string, unpacked: string, meaning: string]>([
    ['644', '444', 'read'],
    ['755', '555', 'executed'],
    ['777', '555', 'executed'],
    ['600', '0', 'not read'],
    ['700', '0', 'not read'],
  ])('has a file of mode %s as %s: it can be %s, and never written', async (mode, unpacked) => {
    const dir = await unpack(unixZip({ file: { text: 'x', mode: 0o100000 | parseInt(mode, 8) } }));
    expect((statSync(join(dir, 'file')).mode & 0o777).toString(8)).toBe(unpacked);
  });

  it('has a file without a mode as 444', async () => {
    expect((statSync(join(await unpack(zip({ file: 'x' })), 'file')).mode & 0o777).toString(8)).toBe('444');
  });

  it('has its symbolic links', async () => {
    const dir = await unpack(
      unixZip({ 'lib/v1/a.js': 'one', 'lib/current': link('v1'), 'b.js': link('lib/current/a.js') }),
    );
    expect(readlinkSync(join(dir, 'lib/current'))).toBe('v1');
    expect(readFileSync(join(dir, 'b.js'), 'utf8')).toBe('one');
  });

  it('is unpacked once when it is uploaded twice at the same time', async () => {
    const { store, dir } = open();
    const [first, second] = await Promise.all([store.add(answering('x')), store.add(answering('x'))]);
    expect(first).toBe(second);
    expect(readdirSync(join(dir, 'code'))).toHaveLength(1);
    expect(readdirSync(join(dir, 'zips'))).toHaveLength(1);
  });
});

describe('an upload is refused, and leaves nothing behind,', () => {
  const zeros = zipSync({ zeros: new Uint8Array(2 * MB) });
  const local = (content: Uint8Array): Uint8Array => Buffer.from(content).fill(0, 0, 4);
  const encrypted = (): Uint8Array => declare(zip({ file: 'x' }), 8, 1 | (8 << 16));

  it.each<[what: string, content: () => Uint8Array, message: string]>([
    ['is longer than 50 MB', () => new Uint8Array(50 * MB + 1), 'Lambda accepts an upload of 52428800'],
    [
      'declares more than 250 MB',
      () => declaring(zeros, 900 * MB),
      'Unzipped size must be smaller than 262144000 bytes',
    ],
    ['has more than it declares', () => declaring(zeros, 1000), 'zeros has another size than it declares'],
    ['has less than it declares', () => declaring(zeros, 3 * MB), 'zeros has another size than it declares'],
    ['is no zip', () => strToU8('no zip, but a text that is long enough'), 'Could not unzip uploaded file.'],
    ['is empty', () => new Uint8Array(0), 'Could not unzip uploaded file.'],
    ['is cut off', () => zeros.subarray(0, zeros.length - 30), 'Could not unzip uploaded file.'],
    ['has no local header', () => local(zip({ file: 'x' })), 'Could not unzip uploaded file.'],
    ['is encrypted', encrypted, 'the zip is encrypted: file'],
    ['has another compression', () => declare(zip({ file: 'x' }), 10, 12), 'compression method 12, not deflate: file'],
    ['is damaged', damaged, 'the zip is damaged: file'],
    ['has a path upwards', () => zip({ '../x': '' }), 'a path outside its folder: ../x'],
    ['has an absolute path', () => zip({ '/etc/x': '' }), 'a path outside its folder: /etc/x'],
    ['has a path of Windows', () => zip({ 'a\\..\\x': '' }), 'a path outside its folder: a\\..\\x'],
    ['has a file below a file', () => zip({ a: '1', 'a/b': '2' }), 'a name twice: a'],
    ['has an absolute link', () => unixZip({ a: link('/etc/passwd') }), 'leads outside its folder: a -> /etc/passwd'],
    [
      'has a link through another one to what is not there yet',
      () => unixZip({ 'a/b': link('..'), x: link('a/b/../../nothere') }),
      'leads outside its folder: x',
    ],
    ['has a link upwards', () => unixZip({ 'b/a': link('../../x') }), 'leads outside its folder: b/a -> ../../x'],
    [
      'has a link that leads outside through another one',
      () => unixZip({ 'p/q/file': '', 'p/q/up': link('../..'), z: link('p/q/up/..') }),
      'leads outside its folder: z',
    ],
    ['has a file below a link', () => unixZip({ l: link('.'), 'l/x': 'x' }), 'a name twice: l'],
  ])('when it %s', async (_, content, message) => {
    const { store, dir } = open();
    await expect(store.add(content())).rejects.toMatchObject({
      name: 'ZipError',
      message: expect.stringContaining(message),
    });
    expect(existsSync(join(dir, 'zips'))).toBe(false);
    expect(existsSync(join(dir, 'code')) ? readdirSync(join(dir, 'code')) : []).toEqual([]);
  });

  /** Its deflated bytes end too early, which only unpacking shows. */
  function damaged(): Uint8Array {
    const content = Buffer.from(zip({ file: 'text '.repeat(1000) }));
    const deflated = deflateRawSync(Buffer.from('text '.repeat(1000)), { level: 6 });
    content.fill(0xff, content.indexOf('file') + 4, content.indexOf('file') + 4 + Math.floor(deflated.length / 2));
    return content;
  }
});

describe('a function', () => {
  it('runs what its zip has as executable, and follows its links', async () => {
    const on = await bench();
    const code = unixZip({
      'index.mjs': `import { execFileSync } from 'node:child_process';
        export const handler = async () => ({ statusCode: 200, body: execFileSync('./bin/current').toString() });`,
      'bin/hello': { text: '#!/bin/sh\necho hello\n', mode: 0o100755 },
      'bin/current': link('hello'),
    });
    await forward(on, 1, { [await deploy(on, 'svc', code)]: 1 });
    expect(await get(on)).toMatchObject({ status: 200, body: 'hello\n' });
  });

  it('whose file others cannot read fails as on Lambda', async () => {
    const on = await bench();
    const code = unixZip({ 'index.js': { text: 'exports.handler = async () => ({})', mode: 0o100600 } });
    await forward(on, 1, { [await deploy(on, 'svc', code)]: 1 });
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toContain('EACCES: permission denied, open');
  });

  it('keeps its code when an update of it is refused, and the answer says why', async () => {
    const on = await bench();
    await forward(on, 1, { [await deploy(on, 'svc', answering('old'))]: 1 });
    const update = (ZipFile: Uint8Array) =>
      on.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'svc', ZipFile }));
    await expect(update(declaring(answering('new'), 900 * MB))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Unzipped size must be smaller than 262144000 bytes',
    });
    await expect(update(unixZip({ a: link('/') }))).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    expect((await get(on)).body).toBe('old');
  });

  it('whose unpacked code was removed runs again after a restart', async () => {
    const stateDir = temporaryDir();
    const first = await bench({ stateDir });
    await forward(first, 1, { [await deploy(first, 'svc', answering('back'))]: 1 });
    await first.close();
    rmSync(join(stateDir, 'code'), { recursive: true });
    expect((await get(await bench({ stateDir }))).body).toBe('back');
  });
});
