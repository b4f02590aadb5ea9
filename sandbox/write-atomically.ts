// Writes files of the sandbox, for its user alone.
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes a file so that a reader, or a crash, gets either the old content or the new. */
export function writeAtomically(file: string, text: string): void {
  // A name that nobody knows before: a file that somebody else put there would keep its owner and its mode.
  const scratch = `${file}.${randomUUID()}.tmp`;
  const handle = openSync(scratch, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(scratch, file);
}
