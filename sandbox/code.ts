// The functions' code: zips by the hash of their content, and the folders they are unpacked to.
import { randomUUID, webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../environments/error-message';
import { ZipError, readDirectory } from './zip/directory';
import { unpackZip } from './zip/unpack';

export { ZipError } from './zip/directory';

/** Most bytes of a package that is uploaded directly ("Lambda quotas": 50 MB). */
const UPLOAD_LIMIT = 50 * 1024 * 1024;

/** A package that is too long for an upload. */
export class UploadTooLarge extends ZipError {
  constructor(bytes: number) {
    super(`the package has ${bytes} bytes, and Lambda accepts an upload of ${UPLOAD_LIMIT}`);
  }
}

/** Unpacked code, or why there is none. */
export type Code =
  { readonly kind: 'folder'; readonly dir: string } | { readonly kind: 'missing'; readonly reason: string };

/** Zips and their unpacked content. Hashes are Lambda's CodeSha256: base64. */
export interface CodeStore {
  /** Unpacks a zip, keeps it, and returns its hash. Rejects with a ZipError when Lambda would not take it. */
  add(zip: Uint8Array): Promise<string>;
  /** Unpacks a kept zip, unless that was done before. Never rejects: folder() says what is missing. */
  prepare(sha256: string): Promise<void>;
  /** The folder with a zip's content. */
  folder(sha256: string): Code;
}

/** A store whose zips are in `zipDir` and whose folders are in `codeDir`. */
export function openCode(zipDir: string, codeDir: string): CodeStore {
  const unpacking = new Map<string, Promise<void>>();
  const failures = new Map<string, string>();
  const zipFile = (sha256: string): string => join(zipDir, `${hex(sha256)}.zip`);
  const folderOf = (sha256: string): string => join(codeDir, hex(sha256));

  /** One at a time for each zip: who comes while it is unpacked waits for it. */
  const unpack = (sha256: string, read: () => Promise<Buffer>): Promise<void> => {
    const dir = folderOf(sha256);
    const running = unpacking.get(sha256) ?? (existsSync(dir) ? Promise.resolve() : unpackInto(dir, read));
    unpacking.set(sha256, running);
    return running.finally(() => unpacking.delete(sha256));
  };

  return {
    async add(given) {
      if (given.length > UPLOAD_LIMIT) throw new UploadTooLarge(given.length);
      const zip = Buffer.from(given.buffer, given.byteOffset, given.length);
      readDirectory(zip);
      const sha256 = await hashOf(zip);
      await unpack(sha256, async () => zip);
      if (!existsSync(zipFile(sha256))) await keep(zipFile(sha256), zipDir, zip);
      return sha256;
    },
    async prepare(sha256) {
      if (!existsSync(zipFile(sha256))) return;
      failures.delete(sha256);
      await unpack(sha256, () => readFile(zipFile(sha256))).catch((error: unknown) => {
        failures.set(sha256, `its package ${zipFile(sha256)} cannot be unpacked: ${messageOf(error)}`);
      });
    },
    folder(sha256) {
      if (existsSync(folderOf(sha256))) return { kind: 'folder', dir: folderOf(sha256) };
      const reason = existsSync(zipFile(sha256)) ? failures.get(sha256) : `its package ${zipFile(sha256)} is missing`;
      return { kind: 'missing', reason: reason ?? `its code ${folderOf(sha256)} is missing; start the sandbox again` };
    },
  };
}

const hex = (sha256: string): string => Buffer.from(sha256, 'base64').toString('hex');

/** Base64 SHA-256, as Lambda's CodeSha256; computed beside the event loop. */
const hashOf = async (zip: Buffer): Promise<string> =>
  Buffer.from(await webcrypto.subtle.digest('SHA-256', zip)).toString('base64');

/** Unpacks into a scratch folder and renames it, so that an existing folder is complete. */
async function unpackInto(dir: string, read: () => Promise<Buffer>): Promise<void> {
  const scratch = `${dir}.${process.pid}.tmp`;
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    await unpackZip(await read(), scratch);
    await rename(scratch, dir);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

async function keep(file: string, folder: string, zip: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const scratch = `${file}.${randomUUID()}.tmp`;
  const handle = await open(scratch, 'wx', 0o600);
  try {
    await handle.writeFile(zip);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(scratch, file);
}
