// The functions' code: zips by the hash of their content, and the folders they are unpacked to.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { messageOf } from '../environments/error-message';
import { writeAtomically } from './write-atomically';

/** Unpacked code, or why there is none. */
export type Code =
  { readonly kind: 'folder'; readonly dir: string } | { readonly kind: 'missing'; readonly reason: string };

/** Zips and their unpacked content. Hashes are Lambda's CodeSha256: base64. */
export interface CodeStore {
  /** Keeps a zip and returns its hash. Throws when it is not a zip. */
  add(zip: Uint8Array): string;
  /** The folder with a zip's content, unpacked at the first call. */
  folder(sha256: string): Code;
}

/** Base64 SHA-256, as Lambda's CodeSha256. */
export const codeSha256 = (zip: Uint8Array): string => createHash('sha256').update(zip).digest('base64');

const hex = (sha256: string): string => Buffer.from(sha256, 'base64').toString('hex');

/** A store whose zips are in `zipDir` and whose folders are in `codeDir`. */
export function openCode(zipDir: string, codeDir: string): CodeStore {
  return {
    add(zip) {
      unzipSync(zip);
      const sha256 = codeSha256(zip);
      mkdirSync(zipDir, { recursive: true });
      const file = join(zipDir, `${hex(sha256)}.zip`);
      if (!existsSync(file)) writeAtomically(file, zip);
      return sha256;
    },
    folder(sha256) {
      const dir = join(codeDir, hex(sha256));
      if (existsSync(dir)) return { kind: 'folder', dir };
      const file = join(zipDir, `${hex(sha256)}.zip`);
      if (!existsSync(file)) return { kind: 'missing', reason: `its package ${file} is missing` };
      try {
        unpack(readFileSync(file), dir);
      } catch (error) {
        return { kind: 'missing', reason: `its package ${file} cannot be unpacked: ${messageOf(error)}` };
      }
      return { kind: 'folder', dir };
    },
  };
}

/** Unpacks into a scratch folder and renames it, so that an existing folder is complete. */
function unpack(zip: Uint8Array, dir: string): void {
  const scratch = `${dir}.${process.pid}.tmp`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    if (name.endsWith('/')) continue;
    // A zip may contain any path; nothing may be written outside its folder.
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) {
      throw new Error(`the zip contains a path outside its folder: ${name}`);
    }
    const file = join(scratch, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o755 });
  }
  renameSync(scratch, dir);
}
