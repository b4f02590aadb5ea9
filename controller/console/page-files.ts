// The files of the page, which bin/build.js bundles into dist/console/.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
}

const TYPES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/console.js': ['console.js', 'text/javascript; charset=utf-8'],
  '/console.css': ['console.css', 'text/css; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
};

/** Reads the files of the page by their paths. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const folder = findFolder();
  return new Map(
    Object.entries(TYPES).map(([path, [file, type]]) => [
      path,
      { type, body: readFileSync(join(folder, file), 'utf8') },
    ]),
  );
}

/** Beside the bundle of ctl, or in dist/ when this runs from the sources. */
function findFolder(): string {
  for (let dir = __dirname; ; dir = dirname(dir)) {
    const found = [join(dir, 'console'), join(dir, 'dist', 'console')].find((one) =>
      existsSync(join(one, 'console.js')),
    );
    if (found !== undefined) return found;
    if (dir === dirname(dir)) throw new Error('the page of the console is not built: node bin/build.js');
  }
}
