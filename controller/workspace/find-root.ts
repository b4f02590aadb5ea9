// Finds the repository that a command works on.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The nearest folder upwards that holds cdktf.json; without one, the folder itself. Never the checkout of ctl: its environments are
 * not those of somebody who works elsewhere.
 */
export const findRoot = (from: string): string => findMarked(from) ?? from;

function findMarked(from: string): string | undefined {
  if (existsSync(join(from, 'cdktf.json'))) return from;
  return dirname(from) === from ? undefined : findMarked(dirname(from));
}
