// Drafts: files that are written whole beside their place before they take it. A killed process leaves its own.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How old a draft is that a killed process left, compared with a new one, in milliseconds. */
const LEFT_MILLISECONDS = 3_600_000;

/** A path for a draft of a file, in its folder; each is another. git and every reader of such a folder ignore drafts. */
export const draftOf = (file: string): string =>
  join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.draft`);

/**
 * Removes the drafts that killed processes left beside a new one: those that are much older, by the clock of the same disk. A failure
 * is not an error: a rollback must write its file also beside a draft that cannot be removed.
 */
export function removeLeftDrafts(draft: string): void {
  try {
    const drafts = readdirSync(dirname(draft)).filter((name) => name.startsWith('.') && name.endsWith('.draft'));
    if (drafts.length === 1) return;
    const oldest = statSync(draft).mtimeMs - LEFT_MILLISECONDS;
    for (const file of drafts.map((name) => join(dirname(draft), name))) {
      const found = statSync(file, { throwIfNoEntry: false });
      if (found && found.mtimeMs < oldest) rmSync(file, { force: true });
    }
  } catch {
    return;
  }
}

/** Gives an error the path of the file instead of its draft's; a write to a full disk, or the read of a folder, has no path at all. */
export function nameFile(error: unknown, path: string): void {
  if (typeof error === 'object' && error !== null && 'code' in error) Object.assign(error, { path });
}

/** Reads a file. Throws errors of the file system, which name it: Node leaves that out for a folder in its place. */
export function readWhole(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    nameFile(error, file);
    throw error;
  }
}

/** Replaces a file in one atomic step, or creates it with its folder. Throws errors of the file system; the file then is as it was. */
export function replaceFile(file: string, content: string | Uint8Array, mode = 0o666): void {
  const draft = draftOf(file);
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(draft, content, { mode });
    removeLeftDrafts(draft);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    nameFile(error, file);
    throw error;
  }
}
