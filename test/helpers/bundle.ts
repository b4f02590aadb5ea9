// Bundles a program of the tests as ctl itself is bundled, since a bundle starts fastest.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTest } from '../../bin/build';

const repository = join(__dirname, '../..');

/** A bundled program. */
export interface Bundled {
  /** What Node runs. */
  readonly script: string;
  /** A folder of its own; it also holds what V8 compiled. */
  readonly folder: string;
  readonly remove: () => void;
}

/** Bundles an entry, such as `test/crash/entry.ts`. */
export function bundle(entry: string): Bundled {
  const dist = join(repository, 'dist');
  mkdirSync(dist, { recursive: true });
  const folder = mkdtempSync(join(dist, '.test-'));
  buildTest(folder, { bundle: entry });
  const script = join(folder, 'run.js');
  const [runBundle, file] = [join(repository, 'bin/run-bundle.js'), join(folder, 'bundle.js')];
  writeFileSync(script, `require(${JSON.stringify(runBundle)}).runBundle(${JSON.stringify(file)});\n`);
  return { script, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
