// Reads the central directory of a zip: what it contains, before anything is unpacked. Pure. ("APPNOTE.TXT - .ZIP File Format Specification")

/** Most bytes of a package when it is unpacked ("Lambda quotas": 250 MB). */
export const UNPACKED_LIMIT = 250 * 1024 * 1024;

/** A zip that Lambda, or the sandbox, cannot take. The message is a sentence for the user. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** A file, a folder or a symbolic link in a zip. Sizes in bytes, as the zip declares them. */
export interface ZipEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permissions, such as 0o644; undefined when the zip was made by a system without them. */
  readonly mode: number | undefined;
  /** 0 is stored, 8 is deflated. */
  readonly method: number;
  readonly compressed: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const END_64 = { signature: 0x06064b50, locator: 0x07064b50, locatorBytes: 20 };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const LONGEST_COMMENT = 0xffff;
/** Systems whose entries have Unix permissions: Unix and macOS. */
const WITH_MODES = [3, 19];
const FILE_TYPE = 0o170000;
const LINK = 0o120000;

const NO_ZIP = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

/**
 * The entries of a zip.
 * @throws {ZipError} when it is not a complete zip, is encrypted, declares more than Lambda's limit, or has a path outside its folder.
 */
export function readDirectory(zip: Buffer): ZipEntry[] {
  const entries = parse(zip);
  const outside = entries.find(({ name }) => leadsOutside(name));
  if (outside) throw new ZipError(`the zip contains a path outside its folder: ${outside.name}`);
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > UNPACKED_LIMIT) throw new ZipError(`Unzipped size must be smaller than ${UNPACKED_LIMIT} bytes`);
  return entries;
}

/** The compressed bytes of an entry. */
export function contentOf(zip: Buffer, entry: ZipEntry): Buffer {
  return reading(() => {
    if (zip.readUInt32LE(entry.offset) !== LOCAL.signature) throw new ZipError(NO_ZIP);
    const start =
      entry.offset + LOCAL.bytes + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28);
    if (start + entry.compressed > zip.length) throw new ZipError(NO_ZIP);
    return zip.subarray(start, start + entry.compressed);
  });
}

function parse(zip: Buffer): ZipEntry[] {
  return reading(() => {
    const { count, start } = findDirectory(zip);
    const entries: ZipEntry[] = [];
    for (let at = start; entries.length < count;) {
      if (zip.readUInt32LE(at) !== ENTRY.signature) throw new ZipError(NO_ZIP);
      entries.push(parseEntry(zip, at));
      at += ENTRY.bytes + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
    return entries;
  });
}

/** The code of a system's error, or of Node's. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** Buffer refuses to read beyond its end: the zip is not complete. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (/^ERR_(OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)$/.test(codeOf(error))) throw new ZipError(NO_ZIP, { cause: error });
    throw error;
  }
}

function findDirectory(zip: Buffer): { count: number; start: number } {
  const last = zip.length - END.bytes;
  let end = last;
  while (zip.readUInt32LE(end) !== END.signature) {
    if (--end < Math.max(0, last - LONGEST_COMMENT)) throw new ZipError(NO_ZIP);
  }
  const [count, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)];
  if (count !== 0xffff && start !== 0xffffffff) return { count, start };
  const locator = end - END_64.locatorBytes;
  if (locator < 0 || zip.readUInt32LE(locator) !== END_64.locator) return { count, start };
  const at = readLong(zip, locator + 8);
  if (zip.readUInt32LE(at) !== END_64.signature) throw new ZipError(NO_ZIP);
  return { count: readLong(zip, at + 32), start: readLong(zip, at + 48) };
}

function parseEntry(zip: Buffer, at: number): ZipEntry {
  const flags = zip.readUInt16LE(at + 8);
  const nameEnd = at + ENTRY.bytes + zip.readUInt16LE(at + 28);
  const name = zip.toString(flags & 0x800 ? 'utf8' : 'latin1', at + ENTRY.bytes, nameEnd);
  if (flags & 1) throw new ZipError(`the zip is encrypted: ${name}`);
  const long = longFields(zip.subarray(nameEnd, nameEnd + zip.readUInt16LE(at + 30)));
  const field = (position: number): number => {
    const value = zip.readUInt32LE(at + position);
    return value === 0xffffffff ? (long.shift() ?? value) : value;
  };
  const bytes = field(24);
  const compressed = field(20);
  const offset = field(42);
  const unix = WITH_MODES.includes(zip.readUInt8(at + 5)) ? zip.readUInt32LE(at + 38) >>> 16 : 0;
  const kind = (unix & FILE_TYPE) === LINK ? 'link' : name.endsWith('/') ? 'folder' : 'file';
  const mode = unix === 0 ? undefined : unix & 0o777;
  return { name, kind, mode, method: zip.readUInt16LE(at + 10), compressed, bytes, offset };
}

/** The values of a zip64 extra field, for sizes and positions that need more than 32 bits. */
function longFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const count = Math.floor(extra.readUInt16LE(at + 2) / 8);
    return Array.from({ length: count }, (_, index) => readLong(extra, at + 4 + index * 8));
  }
  return [];
}

const readLong = (zip: Buffer, at: number): number => Number(zip.readBigUInt64LE(at));

const leadsOutside = (name: string): boolean =>
  name.startsWith('/') || /[\\\0]/.test(name) || /^[A-Za-z]:/.test(name) || name.split('/').includes('..');
