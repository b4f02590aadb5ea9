// Writes files of the sandbox, for its user alone.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes a file so that a reader, or a crash, gets either the old content or the new. */
export function writeAtomically(file: string, data: string | Uint8Array): void {
  const scratch = `${file}.${process.pid}.tmp`;
  const handle = openSync(scratch, 'w', 0o600);
  try {
    if (typeof data === 'string') writeSync(handle, data);
    else writeSync(handle, data);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(scratch, file);
}
