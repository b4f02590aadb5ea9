// Unpacks a zip into a folder, without holding up the event loop: no entry becomes longer than the zip declares.
import { createWriteStream } from 'node:fs';
import { mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { ZipError, codeOf, contentOf, readDirectory } from './directory';
import type { ZipEntry } from './directory';

const DEFLATED = 8;
/** Files that are written at the same time. */
const AT_ONCE = 8;
/** What a file gets whose zip has no permissions. */
const DEFAULT_MODE = 0o644;

/**
 * Unpacks a zip into an empty folder: modes and symbolic links as Lambda gives them to a function. Rejects with a ZipError when the zip is
 * damaged or its content is not what its directory declares, or when a link leads outside.
 */
export async function unpackZip(zip: Buffer, dir: string): Promise<void> {
  const entries = readDirectory(zip);
  const files = entries.filter(({ kind }) => kind === 'file');
  const folders = new Set(entries.map(({ kind, name }) => (kind === 'folder' ? name : dirname(name))));
  for (const folder of folders) await mkdir(join(dir, folder), { recursive: true });
  const next = files.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const file of next) await writeFile(zip, file, dir);
    }),
  );
  // Links come last, so that no file is written through one.
  const links = entries.filter(({ kind }) => kind === 'link');
  for (const link of links) await makeLink(zip, link, dir);
  for (const link of links) await checkLink(link, dir);
}

/**
 * The mode of an unpacked file. On Lambda its owner is another user than the function's, so what others may do is what the function
 * may do; and nobody may write.
 */
export function toFileMode(mode: number = DEFAULT_MODE): number {
  const others = mode & 0o5;
  return others * 0o111;
}

async function writeFile(zip: Buffer, entry: ZipEntry, dir: string): Promise<void> {
  const output = createWriteStream(join(dir, entry.name), { flags: 'wx', mode: toFileMode(entry.mode) });
  try {
    await pipeline(inflated(zip, entry), output);
  } catch (error) {
    throw toZipError(error, entry);
  }
}

/** The content of an entry. Throws when it is longer or shorter than declared. */
async function* inflated(zip: Buffer, entry: ZipEntry): AsyncGenerator<Buffer> {
  const content = contentOf(zip, entry);
  if (entry.method !== 0 && entry.method !== DEFLATED)
    throw new ZipError(`the zip uses the compression method ${entry.method}, not deflate: ${entry.name}`);
  const source = Readable.from([content]);
  let bytes = 0;
  for await (const part of entry.method === 0 ? source : source.pipe(createInflateRaw())) {
    const chunk = part as Buffer;
    bytes += chunk.length;
    if (bytes > entry.bytes) break;
    yield chunk;
  }
  if (bytes !== entry.bytes) throw new ZipError(`the zip is damaged: ${entry.name} has another size than it declares`);
}

async function makeLink(zip: Buffer, entry: ZipEntry, dir: string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of inflated(zip, entry)) parts.push(part);
  const target = Buffer.concat(parts).toString('utf8');
  const within = posix.join(posix.dirname(entry.name), target);
  if (target === '' || posix.isAbsolute(target) || within === '..' || within.startsWith('../')) {
    throw outside(entry, target);
  }
  await symlink(target, join(dir, entry.name)).catch((error: unknown) => {
    throw toZipError(error, entry);
  });
}

/** A link through another link may lead elsewhere than its text says; one that leads to nothing yet is followed as far as there is something. */
async function checkLink(entry: ZipEntry, dir: string): Promise<void> {
  const root = await realpath(dir);
  const link = join(dir, entry.name);
  const found = (await findReal(link)) ?? (await findReal(`${dirname(link)}/${await readlink(link)}`, 'existing part'));
  if (found === undefined || (found !== root && !found.startsWith(root + sep))) throw outside(entry, String(found));
}

/** Where a path leads; with `existing part`, the longest part of it that exists. Undefined when that cannot be said. */
async function findReal(path: string, how?: 'existing part'): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    const end = path.lastIndexOf('/');
    if (how === undefined || end <= 0 || path.slice(end + 1) === '..') return undefined;
    return findReal(path.slice(0, end), how);
  }
}

const outside = (entry: ZipEntry, target: string): ZipError =>
  new ZipError(`the zip contains a symbolic link that leads outside its folder: ${entry.name} -> ${target}`);

/** Errors of the content become ZipErrors; those of the disk stay what they are. */
function toZipError(error: unknown, entry: ZipEntry): unknown {
  const code = codeOf(error);
  if (code === 'EEXIST') return new ZipError(`the zip contains a name twice: ${entry.name}`, { cause: error });
  if (code === 'ENAMETOOLONG')
    return new ZipError(`the zip contains a name that is too long: ${entry.name}`, { cause: error });
  return code.startsWith('Z_') ? new ZipError(`the zip is damaged: ${entry.name}`, { cause: error }) : error;
}
