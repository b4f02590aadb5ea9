// Writes an environment file atomically.
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file by renaming a complete copy over it; the mode is kept, and a link stays a link. With `expected`, writes only
 * while the file still contains that text, so that no other edit is lost; returns false otherwise.
 */
export function writeEnvironment(file: string, text: string, expected?: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  const target = found ? realpathSync(file) : file;
  const folder = dirname(target);
  const drafts = `.${basename(target)}.`;
  const temporary = join(folder, `${drafts}${process.pid}.${randomBytes(6).toString('hex')}.draft`);
  try {
    removeLeftDrafts(folder, drafts);
    writeDurably(temporary, text, found?.mode);
    if (expected !== undefined && !readFileSync(target).equals(Buffer.from(expected, 'utf8'))) {
      rmSync(temporary, { force: true });
      return false;
    }
    renameSync(temporary, target);
    syncFolder(folder);
    return true;
  } catch (error) {
    rmSync(temporary, { force: true });
    nameFile(error, target);
    throw error;
  }
}

/** Gives an error the path of the file instead of its draft's; a write to a full disk has no path at all. */
function nameFile(error: unknown, path: string): void {
  if (typeof error === 'object' && error !== null && 'code' in error) Object.assign(error, { path });
}

/**
 * Removes the drafts of processes that were killed; another one that writes at the same time keeps its own. A failure is not an
 * error: a rollback must write its file also beside a draft that cannot be removed.
 */
function removeLeftDrafts(folder: string, prefix: string): void {
  try {
    for (const entry of readdirSync(folder).filter((one) => one.startsWith(prefix))) {
      const pid = /^(\d+)\.[0-9a-f]{12}\.draft$/.exec(entry.slice(prefix.length))?.[1];
      if (pid !== undefined && hasEnded(Number(pid))) rmSync(join(folder, entry), { force: true });
    }
  } catch {
    return;
  }
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH';
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
