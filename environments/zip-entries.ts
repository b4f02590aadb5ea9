// Lists the files of a zip without unpacking it. Pure.
import { unzipSync } from 'fflate';
import { fileError } from './problems';

/** A file in a zip, and its size when it is unpacked, in bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
}

/**
 * The files of a zip, without its folders. `file` is only used in errors.
 * @throws {EnvironmentError} when it is not a zip.
 */
export function listZip(zip: Uint8Array, file: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const note = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (!name.endsWith('/')) entries.push({ name, bytes: originalSize });
    return false;
  };
  try {
    unzipSync(zip, { filter: note });
  } catch {
    throw fileError(file, 'this is not a complete zip file', 'Write it again, or name a folder');
  }
  return entries;
}
