// Creates a file in one atomic step: a draft is written first, then linked.
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { draftOf, removeLeftDrafts } from '../../environments/drafts';
import { isSystemError } from '../core/system-error';

/** Whether a text must survive a loss of power, which takes a few milliseconds for each write. A lock need not: its process is gone. */
export type Durability = 'durable' | 'volatile';

/** Creates a file that appears with its whole content; false when it exists. */
export function createWhole(file: string, text: string, durability: Durability): boolean {
  const draft = draftOf(file);
  mkdirSync(dirname(file), { recursive: true });
  try {
    write(draft, text, durability);
    removeLeftDrafts(draft);
    return link(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

function write(file: string, text: string, durability: Durability): void {
  const open = openSync(file, 'wx');
  try {
    writeFileSync(open, text);
    if (durability === 'durable') fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** The names in a folder; none when it does not exist. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
