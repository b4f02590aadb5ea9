// Zips a folder reproducibly: the same content always gives the same bytes.
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';
import type { ZipOptions, Zippable } from 'fflate';
import { readWhole } from './drafts';
import { fileError } from './problems';

/** Never part of a package. Dependencies in node_modules are. */
const IGNORED = new Set(['.git', '.DS_Store', '__pycache__']);

/** The oldest time that a zip can hold, in local time, as zip files have no time zone. */
const MODIFIED = new Date(1980, 0, 1);
const UNIX = 3;

/**
 * The zip of a folder: entries sorted by path, all with one time, modes 0644 or 0755, links inside the folder followed.
 * @throws {EnvironmentError} when a link is broken or leads outside the folder, or when there is nothing to zip.
 */
export function zipFolder(folder: string): Uint8Array {
  const root = realpathSync(folder);
  const files = listEntries(root, root, []).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (files.length === 0) throw fileError(folder, 'the package contains no files', "Put the function's code into it");
  const entries: Zippable = {};
  for (const { name, path, executable } of files) {
    const mode = 0o100000 | (executable ? 0o755 : 0o644);
    const options: ZipOptions = { mtime: MODIFIED, os: UNIX, attrs: mode * 0x10000, level: 9 };
    entries[name] = [readWhole(path), options];
  }
  return zipSync(entries);
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly executable: boolean;
}

function listEntries(root: string, folder: string, above: readonly string[]): Entry[] {
  const here = [...above, realpathSync(folder)];
  return readdirSync(folder)
    .filter((name) => !IGNORED.has(name) && !name.endsWith('.pyc'))
    .flatMap((name) => {
      const path = join(folder, name);
      if (lstatSync(path).isSymbolicLink()) checkLink(path, here);
      const stat = statSync(path);
      if (stat.isDirectory()) return listEntries(root, path, here);
      if (!stat.isFile()) return [];
      const entry = relative(root, path).split(sep).join('/');
      return [{ name: entry, path, executable: (stat.mode & 0o111) !== 0 }];
    });
}

function checkLink(path: string, above: readonly string[]): void {
  const target = resolveLink(path);
  const root = above[0] ?? '';
  if (target !== root && !target.startsWith(root + sep)) {
    throw fileError(path, `this is a link to ${target}, outside the package`, 'Copy what it needs into the folder');
  }
  if (above.includes(target)) {
    throw fileError(path, 'this is a link to a folder that contains it', 'Remove the link');
  }
}

function resolveLink(path: string): string {
  if (!existsSync(path)) throw fileError(path, 'this link is broken', 'Remove the link');
  return realpathSync(path);
}
