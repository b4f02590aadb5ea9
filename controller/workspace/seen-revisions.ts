// The newest revision of each service to which the file of this checkout was equal: with it, an edit of an older file is known as one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../environments/drafts';
import type { Context } from '../core/context';

type SeenRevisions = Readonly<Record<string, number>>;

/** Reads the revisions by service; empty when none were noted. */
export function readSeenRevisions({ root }: Pick<Context, 'root'>, environment: string): SeenRevisions {
  try {
    const seen: unknown = JSON.parse(readFileSync(fileOf(root, environment), 'utf8'));
    return isSeen(seen) ? seen : {};
  } catch {
    return {};
  }
}

/** Notes revisions. A failure is not an error: an edit of an older file is then only recognised as an edit. */
export function noteSeenRevisions(
  { root }: Pick<Context, 'root'>,
  environment: string,
  revisions: Iterable<readonly [service: string, revision: number]>,
): void {
  const seen = readSeenRevisions({ root }, environment);
  const next = { ...seen, ...Object.fromEntries(revisions) };
  if (JSON.stringify(next) === JSON.stringify(seen)) return;
  try {
    replaceFile(fileOf(root, environment), JSON.stringify(next));
  } catch {
    // Noted again by the next change.
  }
}

const isSeen = (seen: unknown): seen is SeenRevisions =>
  typeof seen === 'object' &&
  seen !== null &&
  !Array.isArray(seen) &&
  Object.values(seen).every((one) => typeof one === 'number');

const fileOf = (root: string, environment: string): string => join(root, '.teal', 'seen', `${environment}.json`);
