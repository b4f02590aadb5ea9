// Writes files of the sandbox, for its user alone.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes a file so that a reader, or a crash, gets either the old content or the new. */
export function writeAtomically(file: string, text: string): void {
  const scratch = `${file}.${process.pid}.tmp`;
  const handle = openSync(scratch, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(scratch, file);
}
