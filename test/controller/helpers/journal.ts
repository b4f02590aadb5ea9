// The journal of an environment, as files in a root: read, written and removed without ctl.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../../controller/store/journal';
import type { World } from './context';

const folderOf = (environment: string): string => join('.teal/journal', environment);

/** The file of a revision. */
export const revisionFile = (environment: string, revision: number): string =>
  join(folderOf(environment), `${String(revision).padStart(9, '0')}.json`);

/** Every entry, oldest first. */
export function journalOf({ root, read }: Pick<World, 'root' | 'read'>, environment = 'local'): JournalEntry[] {
  const folder = folderOf(environment);
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder)).sort();
  return files.map((file) => JSON.parse(read(join(folder, file))) as JournalEntry);
}

/** Removes what ctl remembers of earlier changes of an environment, for a test that restores its file by hand. */
export function forgetChanges({ root }: Pick<World, 'root'>, environment = 'local'): void {
  rmSync(join(root, folderOf(environment)), { recursive: true, force: true });
  rmSync(join(root, 'environments', `${environment}.versions.yaml`), { force: true });
  for (const folder of ['seen', 'unfinished'])
    rmSync(join(root, '.teal', folder, `${environment}.json`), { force: true });
}

/** Replaces the journal by these entries; what an entry leaves out has a usual value. */
export function writeJournal(world: World, environment: string, entries: readonly Partial<JournalEntry>[]): void {
  rmSync(join(world.root, folderOf(environment)), { recursive: true, force: true });
  for (const [index, entry] of entries.entries()) {
    const usual = { schemaVersion: 1, id: `entry ${index}`, time: '2030-01-01T00:00:00.000Z', who: 'tester' };
    const rest = { verb: 'shift', service: 'web', from: null, to: null, reason: null, via: 'live', result: 'done' };
    world.write(revisionFile(environment, index + 1), JSON.stringify({ ...usual, ...rest, ...entry }));
  }
}
