// Replaces a file in .teal/ in one atomic step.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { draftOf, removeLeftDrafts } from '../../environments/drafts';

/** Replaces a file, or creates it with its folder. Throws errors of the file system; the file then is as it was. */
export function replaceFile(file: string, text: string, mode = 0o666): void {
  const draft = draftOf(file);
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(draft, text, { mode });
    removeLeftDrafts(draft);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
