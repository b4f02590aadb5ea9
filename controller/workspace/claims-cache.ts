// The claims of the environment files of this checkout as they were last read: YAML of many files takes longer than most verbs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Claims, ReadClaims } from '../../environments';
import { replaceFile } from '../../environments/drafts';
import { thisBuild } from './cache';

type Known = Readonly<Record<string, Claims>>;

/** Reads claims with the cache of a checkout: `read` for each file, then `save`, which keeps the claims that were read since. */
export function cachedClaims(
  root: string,
  parse: ReadClaims,
): { readonly read: ReadClaims; readonly save: () => void } {
  const known = load(root);
  const used: Record<string, Claims> = {};
  return {
    read: (text, file) => {
      const key = sumOf(`${thisBuild()}\n${basename(file)}\n${text}`);
      return (used[key] = known[key] ?? parse(text, file));
    },
    save: () => {
      if (JSON.stringify(Object.keys(used).sort()) !== JSON.stringify(Object.keys(known).sort())) store(root, used);
    },
  };
}

/** The cache, whose first line is the sum of the rest: a damaged one is as good as none. */
function load(root: string): Known {
  try {
    const [sum, body = ''] = readFileSync(fileOf(root), 'utf8').split('\n');
    return sum === sumOf(body) ? (JSON.parse(body) as Known) : {};
  } catch {
    return {};
  }
}

/** Writes atomically. A failure is not an error: the claims are then read again. */
function store(root: string, known: Known): void {
  const body = JSON.stringify(known);
  try {
    replaceFile(fileOf(root), `${sumOf(body)}\n${body}`, 0o600);
  } catch {
    return;
  }
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const fileOf = (root: string): string => join(root, '.teal', 'claims.json');
