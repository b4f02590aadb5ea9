// Writes an environment file atomically.
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { draftOf, nameFile, removeLeftDrafts } from './drafts';

/**
 * Replaces a file by renaming a complete copy over it; the mode is kept, and a link stays a link. With `expected`, writes only
 * while the file still contains that text, so that no other edit is lost; returns false otherwise.
 */
export function writeEnvironment(file: string, text: string, expected?: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  const target = found ? realpathSync(file) : file;
  const draft = draftOf(target);
  try {
    writeDurably(draft, text, found?.mode);
    removeLeftDrafts(draft);
    if (expected !== undefined && !readFileSync(target).equals(Buffer.from(expected, 'utf8'))) {
      rmSync(draft, { force: true });
      return false;
    }
    renameSync(draft, target);
    syncFolder(dirname(target));
    return true;
  } catch (error) {
    rmSync(draft, { force: true });
    nameFile(error, target);
    throw error;
  }
}

function writeDurably(file: string, text: string, mode: number | undefined): void {
  const descriptor = openSync(file, 'wx', 0o644);
  try {
    if (mode !== undefined) fchmodSync(descriptor, mode & 0o777);
    const bytes = Buffer.from(text, 'utf8');
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is durable only after a sync of its folder. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
