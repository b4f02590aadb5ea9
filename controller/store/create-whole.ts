// Creates a file in one atomic step: a draft is written first, then linked.
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { isSystemError } from '../core/system-error';

/** Whether a text must survive a loss of power, which takes a few milliseconds for each write. A lock need not: its process is gone. */
export type Durability = 'durable' | 'volatile';

/** How old a draft is that a killed process left, compared with a new one, in milliseconds. */
const LEFT_MILLISECONDS = 3_600_000;

/** Creates a file that appears with its whole content; false when it exists. */
export function createWhole(file: string, text: string, durability: Durability): boolean {
  const folder = dirname(file);
  const draft = join(folder, `.draft.${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  try {
    write(draft, text, durability);
    removeLeftDrafts(folder, draft);
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

/** Removes the drafts of killed processes: those that are much older than a new one on the same disk. */
function removeLeftDrafts(folder: string, draft: string): void {
  const drafts = namesIn(folder).filter((name) => name.startsWith('.draft.'));
  if (drafts.length === 1) return;
  const now = statSync(draft).mtimeMs;
  for (const file of drafts.map((name) => join(folder, name))) {
    const age = now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (age > LEFT_MILLISECONDS) rmSync(file, { force: true });
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
